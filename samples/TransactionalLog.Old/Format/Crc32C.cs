using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative.Logs;

/// <summary>
/// CRC-32C (Castagnoli, as in RFC 3720 without the final inversion). The CPU's instruction takes three cycles and can
/// begin one each cycle, so longer inputs are computed in three streams that are put together at the end; the longest are
/// folded line by line, where the CPU can.
/// </summary>
internal static class Crc32C
{
    private static readonly bool s_hasLanes = Pclmulqdq.IsSupported && Sse42.X64.IsSupported;
    private static readonly Lanes s_longest = new(1360);
    private static readonly Lanes s_longer = new(336);
    private static readonly Lanes s_long = new(80);

    /// <summary>From this length on it takes a call, in bytes: three of the shortest streams.</summary>
    internal const int Long = 240;

    // Shorter ones are faster in three streams.
    private const int LeastFolded = 512;

    /// <summary>Continues a checksum over more bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes) => bytes.Length < Long ? AppendShort(crc, bytes) : AppendLong(crc, bytes);

    /// <summary>The same in one stream and without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint AppendShort(uint crc, ReadOnlySpan<byte> bytes)
    {
        ulong sum = crc;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (; words.Length >= 4; words = words[4..])
        {
            sum = Append(Append(Append(Append(sum, words[0]), words[1]), words[2]), words[3]);
        }

        // By the same span, not by an index beside it: one variable less to be put away.
        for (; words.Length > 0; words = words[1..])
        {
            sum = Append(sum, words[0]);
        }

        crc = (uint)sum;
        if (bytes.Length % sizeof(ulong) != 0)
        {
            foreach (byte one in bytes[(bytes.Length & ~7)..])
            {
                crc = BitOperations.Crc32C(crc, one);
            }
        }

        return crc;
    }

    /// <summary>Continues over eight bytes. The upper half stays zero; as 32 bits the compiler would clear it after every step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Append(ulong sum, ulong word) => Sse42.X64.IsSupported ? Sse42.X64.Crc32(sum, word) : BitOperations.Crc32C((uint)sum, word);

    /// <summary>The same by folding, which the CPU has to be able to, and with one call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint AppendFolded(uint crc, ReadOnlySpan<byte> bytes)
    {
        int whole = bytes.Length & -LogLayout.LineSize;
        return AppendShort(FoldedLines.Append(crc, bytes[..whole]), bytes[whole..]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint AppendLong(uint crc, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= LeastFolded && FoldedLines.IsSupported)
        {
            return AppendFolded(crc, bytes);
        }

        if (s_hasLanes)
        {
            crc = s_long.AppendAll(s_longer.AppendAll(s_longest.AppendAll(crc, ref bytes), ref bytes), ref bytes);
        }

        return AppendShort(crc, bytes);
    }

    /// <summary>Three streams of one fixed length.</summary>
    private sealed class Lanes
    {
        private readonly Vector128<ulong> _overOne;
        private readonly Vector128<ulong> _overTwo;

        internal Lanes(int length)
        {
            Length = length;
            _overOne = Vector128.CreateScalar((ulong)Shift(length));
            _overTwo = Vector128.CreateScalar((ulong)Shift(2 * length));
        }

        /// <summary>Of one stream, in bytes; a multiple of 8.</summary>
        internal int Length { get; }

        internal uint AppendAll(uint crc, ref ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length >= 3 * Length)
            {
                crc = Append(crc, bytes);
                bytes = bytes[(3 * Length)..];
            }

            return crc;
        }

        private uint Append(uint crc, ReadOnlySpan<byte> bytes)
        {
            ReadOnlySpan<ulong> first = MemoryMarshal.Cast<byte, ulong>(bytes[..Length]);
            ReadOnlySpan<ulong> second = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(Length, Length));
            ReadOnlySpan<ulong> third = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(2 * Length, Length));
            ulong a = crc, b = 0, c = 0;
            for (int i = 0; i < first.Length && i < second.Length && i < third.Length; i++)
            {
                a = Sse42.X64.Crc32(a, first[i]);
                b = Sse42.X64.Crc32(b, second[i]);
                c = Sse42.X64.Crc32(c, third[i]);
            }

            // Moving a checksum past n more bytes multiplies it by x^8n; the instruction then reduces the product.
            ulong shifted = Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(a), _overTwo, 0).ToScalar()
                ^ Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(b), _overOne, 0).ToScalar();
            return (uint)(Sse42.X64.Crc32(0, shifted) ^ c);
        }
    }

    /// <summary>
    /// x^(8 * length - 33) modulo the polynomial, bits reversed: what moves a checksum past that many bytes. The product of two
    /// reversed 32-bit numbers stands one bit low, and the instruction's own reduction multiplies by x^32.
    /// </summary>
    internal static uint Shift(int length)
    {
        const uint ReversedPolynomial = 0x82F6_3B78;
        uint value = 0x8000_0000;
        for (int i = 0; i < (8 * length) - 33; i++)
        {
            value = (value >> 1) ^ ((value & 1) != 0 ? ReversedPolynomial : 0);
        }

        return value;
    }
}
