using System.Buffers.Binary;
using System.Numerics;

namespace DaxNative.Tests;

/// <summary>The checksum of docs/log-format.md, apart from the engine's.</summary>
internal static class LogSum
{
    internal static uint Of(uint before, ReadOnlySpan<byte> bytes)
    {
        uint sum = before;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return sum;
    }
}
