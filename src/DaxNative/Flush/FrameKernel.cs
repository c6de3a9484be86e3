using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Stores a header and frames as one run of whole lines: each frame is its length in eight bytes, its payload, and zeros up to the
/// next eight. As with <see cref="LineKernel"/>, a line is put together in a register and stored once.
/// </summary>
internal static unsafe class FrameKernel
{
    /// <summary>The fewest bytes of payloads, all together, that it can store.</summary>
    internal const int Least = Line;

    private const int Line = (int)StoredParts.Line;
    private const int Word = sizeof(ulong);

    internal static bool IsSupported => Avx512BW.IsSupported && Avx512Vbmi.IsSupported;

    /// <summary>The most bytes of lines that it stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long MostOf(int header, int payloads, int frames) => LineKernel.LengthOf(header, payloads) + ((long)frames * 2 * Word) + Line;

    /// <summary>Stores past the caches. Nothing here fences.</summary>
    /// <param name="to">Where the first line begins.</param>
    /// <param name="header">What the first line begins with.</param>
    /// <param name="payloads">One behind the other.</param>
    /// <param name="total">Of all payloads, in bytes; at least <see cref="Least"/>.</param>
    /// <param name="lengths">Of each. Read once: another thread may change them, and what they say beyond the total is cut off.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(byte* to, Vector256<byte> header, ref byte payloads, int total, ReadOnlySpan<int> lengths)
    {
        // SAFETY: every load is within the payloads; MostOf bounds the stores.
        Vector512<byte> line = header.ToVector512();
        int filled = Vector256<byte>.Count;
        int at = 0;
        foreach (int one in lengths)
        {
            int length = (int)Math.Min((uint)one, (uint)(total - at));
            if (filled == Line)
            {
                Avx512F.StoreAlignedNonTemporal(to, line);
                to += Line;
                filled = 0;
                line = Vector512<byte>.Zero;
            }

            line = Vector512.ConditionalSelect(
                Vector512.Equals(Vector512<ulong>.Indices, Vector512.Create((ulong)(filled / Word))), Vector512.Create((ulong)length), line.AsUInt64()).AsByte();
            filled += Word;

            // The bytes, rotated to where they belong: what this line does not hold is then in its place in the next one.
            Vector512<byte> rotation = Vector512<byte>.Indices - Vector512.Create((byte)filled);
            Vector512<byte> isFilled = Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)filled));
            int end = at + length;
            for (; end - at >= Line; at += Line, to += Line)
            {
                Vector512<byte> moved = Avx512Vbmi.PermuteVar64x8(Vector512.LoadUnsafe(ref payloads, (nuint)at), rotation);
                Avx512F.StoreAlignedNonTemporal(to, Vector512.ConditionalSelect(isFilled, line, moved));
                line = moved & isFilled;
            }

            if (at != end)
            {
                Vector512<byte> moved = Avx512Vbmi.PermuteVar64x8(Rest(ref payloads, at, end, total), rotation);
                line = Vector512.ConditionalSelect(isFilled, line, moved);
                filled += (end - at + Word - 1) & -Word;
                at = end;
                if (filled > Line)
                {
                    Avx512F.StoreAlignedNonTemporal(to, line);
                    to += Line;
                    filled -= Line;
                    line = moved & isFilled;
                }
            }
        }

        Avx512F.StoreAlignedNonTemporal(to, line);
    }

    // Less than a line of the payloads and zeros, by a load that ends at the latest where all of them end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Rest(ref byte payloads, int from, int end, int total)
    {
        int at = Math.Min(from, total - Least);
        Vector512<byte> loaded = Vector512.LoadUnsafe(ref payloads, (nuint)at);
        Vector512<byte> rest = Avx512Vbmi.PermuteVar64x8(loaded, Vector512<byte>.Indices + Vector512.Create((byte)(from - at)));
        return rest & Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)(end - from)));
    }
}
