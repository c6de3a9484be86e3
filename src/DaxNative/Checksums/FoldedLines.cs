using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// CRC-32C of whole lines by carry-less multiplication of registers of 64 bytes: four of them are moved past the next four lines
/// and added to those. Reads in one stream and by few instructions, so the CPU looks far ahead: what is not in a cache comes
/// almost as fast as by a plain read.
/// </summary>
internal static unsafe class FoldedLines
{
    /// <summary>Of a line, in bytes.</summary>
    internal const int LineLength = 64;

    /// <summary>The shortest input, in bytes.</summary>
    internal const int Least = AtOnce;

    private const int AtOnce = 4 * LineLength;

    private static readonly Vector512<ulong> s_pastFour = Past(AtOnce, AtOnce, AtOnce, AtOnce);
    private static readonly Vector512<ulong> s_pastOne = Past(LineLength, LineLength, LineLength, LineLength);

    // A quarter past those behind it; the last stays where it is.
    private static readonly Vector512<ulong> s_quarters = Past(48, 32, 16, 0);

    internal static bool IsSupported => Pclmulqdq.V512.IsSupported && Avx512F.IsSupported && Sse42.X64.IsSupported;

    /// <param name="crc">Of what stands before.</param>
    /// <param name="bytes">Whole lines, at least <see cref="Least"/>.</param>
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes) => Append<NoStores>(crc, bytes, null);

    /// <summary>The same of what is stored past the caches: each line is loaded once, so the checksum is of the very bytes that are stored.</summary>
    /// <param name="crc">Of what stands before.</param>
    /// <param name="bytes">Whole lines, at least <see cref="Least"/>.</param>
    /// <param name="to">Where the first line begins.</param>
    internal static uint Store(uint crc, ReadOnlySpan<byte> bytes, byte* to) => Append<NonTemporalStores>(crc, bytes, to);

    // SAFETY: the caller guarantees that as many bytes are mapped behind the pointer, or that nothing is stored.
    private static uint Append<TStores>(uint crc, ReadOnlySpan<byte> bytes, byte* to)
        where TStores : ILineStores
    {
        ReadOnlySpan<Vector512<ulong>> lines = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        Vector512<ulong> a = lines[0];
        (Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d) = (lines[1], lines[2], lines[3]);
        StoreFour<TStores>(to, a, b, c, d);
        a ^= Vector512.CreateScalar((ulong)crc);
        lines = lines[4..];
        Vector512<ulong> past = s_pastFour;
        for (; lines.Length >= 4; lines = lines[4..])
        {
            to += AtOnce;
            (Vector512<ulong> first, Vector512<ulong> second, Vector512<ulong> third, Vector512<ulong> fourth) = (lines[0], lines[1], lines[2], lines[3]);
            StoreFour<TStores>(to, first, second, third, fourth);
            a = Fold(a, past, first);
            b = Fold(b, past, second);
            c = Fold(c, past, third);
            d = Fold(d, past, fourth);
        }

        past = s_pastOne;
        d = Fold(Fold(Fold(a, past, b), past, c), past, d);
        to += AtOnce;
        for (; lines.Length > 0; lines = lines[1..], to += LineLength)
        {
            Vector512<ulong> line = lines[0];
            TStores.Store(to, line);
            d = Fold(d, past, line);
        }

        Vector512<ulong> moved = Fold(d, s_quarters, Vector512<ulong>.Zero);
        Vector256<ulong> halves = moved.GetLower() ^ moved.GetUpper();
        Vector128<ulong> sum = halves.GetLower() ^ halves.GetUpper() ^ d.GetUpper().GetUpper();
        return (uint)Sse42.X64.Crc32(Sse42.X64.Crc32(0, sum.GetElement(0)), sum.GetElement(1));
    }

    // The halves of each quarter are multiplied by numbers of their own.
    private static Vector512<ulong> Fold(Vector512<ulong> value, Vector512<ulong> past, Vector512<ulong> next) =>
        Pclmulqdq.V512.CarrylessMultiply(value, past, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(value, past, 0x11) ^ next;

    // For each quarter, the bytes that it is moved past; 0 leaves it out.
    private static Vector512<ulong> Past(int first, int second, int third, int fourth) =>
        Vector512.Create(Vector256.Create(Past(first), Past(second)), Vector256.Create(Past(third), Past(fourth)));

    // The first half of a quarter stands eight bytes further from the end than the second.
    private static Vector128<ulong> Past(int bytes) => bytes == 0
        ? Vector128<ulong>.Zero
        : Vector128.Create((ulong)Crc32C.Shift(bytes + sizeof(ulong)), Crc32C.Shift(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour<TStores>(byte* to, Vector512<ulong> first, Vector512<ulong> second, Vector512<ulong> third, Vector512<ulong> fourth)
        where TStores : ILineStores
    {
        TStores.Store(to, first);
        TStores.Store(to + LineLength, second);
        TStores.Store(to + (2 * LineLength), third);
        TStores.Store(to + (3 * LineLength), fourth);
    }

    /// <summary>What is done with a line beside folding it.</summary>
    private interface ILineStores
    {
        static abstract void Store(byte* to, Vector512<ulong> line);
    }

    private readonly struct NoStores : ILineStores
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(byte* to, Vector512<ulong> line)
        {
        }
    }

    private readonly struct NonTemporalStores : ILineStores
    {
        // SAFETY: as for Store of the class.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(byte* to, Vector512<ulong> line) => Avx512F.StoreAlignedNonTemporal((ulong*)to, line);
    }
}
