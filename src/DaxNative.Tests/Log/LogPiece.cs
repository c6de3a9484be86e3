using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>A header and what it covers, read by the letter of docs/log-format.md and without a look at a checksum.</summary>
internal readonly record struct LogPiece(long Position, int Offset, uint Length, long Durable, uint Epoch, int Kind, int Count)
{
    internal const int HeaderSize = 32;
    internal const int Single = 1;
    internal const int Several = 2;
    internal const int Padding = 3;
    internal const int Cut = 4;

    internal bool HasRecords => Kind is Single or Several;

    /// <summary>The bytes that mean something: not what follows a payload in its last line, nor what padding covers.</summary>
    internal int Meaningful => HeaderSize + (Kind == Padding ? 0 : (int)Length);

    internal long End => Position + ((HeaderSize + (long)Length + 63) & -64);

    internal long Number => Position / 64 << 16;

    /// <summary>Reads what stands at an offset, whatever it is.</summary>
    internal static LogPiece At(byte[] memory, int offset)
    {
        ReadOnlySpan<byte> header = memory.AsSpan(offset, HeaderSize);
        return new LogPiece(
            BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
            offset,
            BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[28..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + 1);
    }

    /// <summary>What lies between two positions of an image that is known to be whole.</summary>
    internal static List<LogPiece> Walk(byte[] image, long head, long end)
    {
        LogFront.State state = new LogFront(image).Newest!.Value;
        var pieces = new List<LogPiece>();
        for (long position = head; position < end; position = pieces[^1].End)
        {
            pieces.Add(At(image, state.OffsetOf(position)));
        }

        return pieces;
    }

    internal bool IsIntact(ReadOnlySpan<byte> original, ReadOnlySpan<byte> damaged) =>
        original.Slice(Offset, Meaningful).SequenceEqual(damaged.Slice(Offset, Meaningful));

    /// <summary>The first number that a cut gives up.</summary>
    internal long From(byte[] memory) => BinaryPrimitives.ReadInt64LittleEndian(memory.AsSpan(Offset + HeaderSize));

    /// <summary>The user's records in it.</summary>
    internal void AddRecordsTo(List<(long Number, ReadOnlyMemory<byte> Payload)> records, byte[] memory)
    {
        int at = Offset + HeaderSize;
        int lengths = at + (int)Length - (Count * sizeof(int));
        for (int i = 0; HasRecords && i < Count; i++)
        {
            int length = Kind == Single ? (int)Length : BinaryPrimitives.ReadInt32LittleEndian(memory.AsSpan(lengths + (i * sizeof(int))));
            records.Add((Number + i, memory.AsMemory(at, length)));
            at += length;
        }
    }
}
