using System.Buffers.Binary;
using System.Numerics;

namespace DaxNative.Benchmarks;

/// <summary>What C's appends must have left in the area.</summary>
internal static class RecordChecks
{
    private const int HeaderSize = 32;
    private const uint Seed = 0x1234abcd;

    /// <param name="area">Where they are.</param>
    /// <param name="sample">What was asked for.</param>
    /// <param name="align">Records begin at multiples of it from the first on.</param>
    internal static string? Records(Area area, in Sample sample, int align)
    {
        long step = (HeaderSize + sample.Size + align - 1) & -align;
        ReadOnlySpan<byte> payload = area.Source((int)sample.Size);
        for (long i = 0; i < sample.Count; i++)
        {
            ReadOnlySpan<byte> record = area.Span(sample.Offset + i * step, (int)(HeaderSize + sample.Size));
            bool isRight = BinaryPrimitives.ReadUInt32LittleEndian(record) == Checksum(record[4..HeaderSize], Checksum(payload, Seed))
                && BinaryPrimitives.ReadInt32LittleEndian(record[4..]) == sample.Size
                && BinaryPrimitives.ReadInt64LittleEndian(record[8..]) == i * step
                && record[HeaderSize..].SequenceEqual(payload);
            if (!isRight)
            {
                return $"record {i} is not what was appended";
            }
        }

        return null;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes, uint checksum)
    {
        foreach (byte one in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return checksum;
    }
}
