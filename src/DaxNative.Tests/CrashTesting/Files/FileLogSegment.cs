using System.Buffers.Binary;
using System.Globalization;
using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>A file of the log: which segment it is and the number of its first record, then records.</summary>
internal sealed class FileLogSegment(SimulatedFile file, int number, long firstRecord)
{
    internal const int HeaderSize = 16;

    internal SimulatedFile File => file;

    internal int Number => number;

    internal long FirstRecord => firstRecord;

    /// <summary>Where the next record goes.</summary>
    internal long End { get; set; } = HeaderSize;

    internal static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{FileLog.Directory}/{number:000}.log");

    internal static FileLogSegment Create(SimulatedFileSystem files, int number, long firstRecord)
    {
        byte[] header = new byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), number);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), firstRecord);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Crc32C.Append(~0u, header.AsSpan(4)));
        SimulatedFile file = files.Open(NameOf(number), FileMode.Create);
        file.Write(0, header);
        return new FileLogSegment(file, number, firstRecord);
    }

    internal static FileLogSegment Open(SimulatedFileSystem files, int number)
    {
        if (!files.Exists(NameOf(number)))
        {
            throw new InvalidDataException($"Segment {number} is not there.");
        }

        SimulatedFile file = files.Open(NameOf(number));
        byte[] header = new byte[HeaderSize];
        return file.Read(0, header) == HeaderSize && BinaryPrimitives.ReadUInt32LittleEndian(header) == Crc32C.Append(~0u, header.AsSpan(4))
            && BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)) == number
                ? new FileLogSegment(file, number, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8)))
                : throw new InvalidDataException($"The header of segment {number} is damaged.");
    }

    /// <summary>Reads the records up to the first one that is not whole; the end is where that begins.</summary>
    internal List<byte[]> Read(FileLogFault fault)
    {
        byte[] content = new byte[file.Length];
        file.Read(0, content);
        var records = new List<byte[]>();
        int whole = 0;
        int at = HeaderSize;
        while (FileLogRecord.Decode(content.AsSpan(at), firstRecord + records.Count, fault, out bool isFollowed) is { } payload)
        {
            records.Add(payload);
            at += FileLogRecord.HeaderSize + payload.Length;
            if (!isFollowed || fault == FileLogFault.HalfABatchTaken)
            {
                (whole, End) = (records.Count, at);
            }
        }

        records.RemoveRange(whole, records.Count - whole);
        return records;
    }
}
