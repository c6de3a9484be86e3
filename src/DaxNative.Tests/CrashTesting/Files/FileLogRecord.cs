using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>A record in a segment: checksum, length, number, whether more of its batch follows; then the payload.</summary>
internal static class FileLogRecord
{
    internal const int HeaderSize = 20;

    internal static byte[] Encode(long number, ReadOnlySpan<byte> payload, bool isFollowed, FileLogFault fault)
    {
        byte[] record = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), number);
        record[16] = isFollowed ? (byte)1 : (byte)0;
        payload.CopyTo(record.AsSpan(HeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(record, ChecksumOf(record, fault));
        return record;
    }

    /// <summary>Reads the record at the beginning of what follows.</summary>
    /// <returns>Its payload; null where there is none, or none that is whole.</returns>
    internal static byte[]? Decode(ReadOnlySpan<byte> from, long number, FileLogFault fault, out bool isFollowed)
    {
        isFollowed = false;
        if (from.Length < HeaderSize)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(from[4..]);
        if (length < 0 || length > from.Length - HeaderSize)
        {
            return null;
        }

        ReadOnlySpan<byte> record = from[..(HeaderSize + length)];
        bool isWhole = fault == FileLogFault.RecordWithoutChecksum || BinaryPrimitives.ReadUInt32LittleEndian(record) == ChecksumOf(record, fault);
        bool isNext = fault == FileLogFault.ZerosAreARecord || BinaryPrimitives.ReadInt64LittleEndian(record[8..]) == number;
        isFollowed = record[16] != 0;
        return isWhole && isNext ? record[HeaderSize..].ToArray() : null;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> record, FileLogFault fault)
    {
        int end = fault == FileLogFault.ChecksumOfTheBeginning ? Math.Min(record.Length, 256) : record.Length;
        return Crc32C.Append(fault == FileLogFault.ZerosAreARecord ? 0 : ~0u, record[4..end]);
    }
}
