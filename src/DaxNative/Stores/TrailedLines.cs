using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Stores a header, a payload and a trailer as one run of whole lines, with zeros behind them. As with <see cref="LineKernel"/>, a
/// line is put together in a register and stored once.
/// </summary>
internal static unsafe class TrailedLines
{
    private const nuint Line = StoredParts.Line;
    private const int Half = 32;

    /// <summary>Whether <see cref="StoreInline"/> can store a payload and a trailer of some lengths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsInline(int payload, int trailer) => LineKernel.HasInline && payload >= Half && trailer >= sizeof(uint);

    /// <summary>Stores past the caches, with a header of 32 bytes. Nothing here fences. By references, as in <see cref="LineKernel"/>.</summary>
    /// <param name="to">Where the first line begins.</param>
    /// <param name="first">The header.</param>
    /// <param name="payload">Overlaps nothing of the lines.</param>
    /// <param name="length">Of the payload, in bytes.</param>
    /// <param name="trailer">Overlaps nothing of the lines.</param>
    /// <param name="trailerLength">In bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreInline(byte* to, Vector256<byte> first, ref byte payload, nuint length, ref byte trailer, nuint trailerLength)
    {
        // SAFETY: every load is within the payload or the trailer.
        Avx512F.StoreAlignedNonTemporal(to, Avx512F.InsertVector256(first.ToVector512Unsafe(), Vector256.LoadUnsafe(ref payload), 1));
        to += Line;
        nuint at = Half;
        for (; length - at >= Line; at += Line, to += Line)
        {
            Avx512F.StoreAlignedNonTemporal(to, Vector512.LoadUnsafe(ref payload, at));
        }

        // The trailer's beginning, rotated to where the payload ends: what this line does not hold is then in its place in the next one.
        nuint filled = length - at;
        Vector512<byte> isFilled = LineKernel.FirstBytes(filled);
        Vector512<byte> moved = Avx512Vbmi.PermuteVar64x8(Beginning(ref trailer, trailerLength), Vector512<byte>.Indices - Vector512.Create((byte)filled));
        Vector512<byte> end = filled == 0 ? Vector512<byte>.Zero : LineKernel.Rest(ref payload, length, filled);
        Avx512F.StoreAlignedNonTemporal(to, Vector512.ConditionalSelect(isFilled, end, moved));
        if (filled + trailerLength <= Line)
        {
            return;
        }

        to += Line;
        if (trailerLength <= Line)
        {
            Avx512F.StoreAlignedNonTemporal(to, moved & isFilled);
            return;
        }

        LineKernel.StoreRest(to, ref trailer, Line - filled, trailerLength);
    }

    /// <summary>Stores the general way: as two runs of a header and a payload, of which the second begins with the line that the two share.</summary>
    /// <param name="to">Where the first line begins.</param>
    /// <param name="header">1 to 64 bytes.</param>
    /// <param name="headerLength">In bytes.</param>
    /// <param name="payload">Overlaps nothing of the lines.</param>
    /// <param name="length">Of the payload, in bytes.</param>
    /// <param name="trailer">Overlaps nothing of the lines.</param>
    /// <param name="trailerLength">In bytes.</param>
    /// <param name="store">How each run is stored.</param>
    [SkipLocalsInit]
    internal static void Store(byte* to, byte* header, nuint headerLength, byte* payload, nuint length, byte* trailer, nuint trailerLength, delegate*<byte*, byte*, nuint, byte*, nuint, void> store)
    {
        nuint whole = (headerLength + length) & ~(Line - 1);
        if (trailerLength == 0 || whole == headerLength + length)
        {
            store(to, header, headerLength, payload, length);
            StoreEnd(to + whole, trailer, trailerLength, store);
            return;
        }

        byte* line = stackalloc byte[(int)Line];
        nuint shared = headerLength + length - whole;
        nuint ofHeader = whole == 0 ? headerLength : 0;
        Unsafe.CopyBlockUnaligned(line, header, (uint)ofHeader);
        Unsafe.CopyBlockUnaligned(line + ofHeader, payload + length - (shared - ofHeader), (uint)(shared - ofHeader));
        if (whole != 0)
        {
            store(to, header, headerLength, payload, length - shared);
        }

        store(to + whole, line, shared, trailer, trailerLength);
    }

    // A trailer that begins with a line of its own: that line takes the header's place.
    private static void StoreEnd(byte* to, byte* trailer, nuint length, delegate*<byte*, byte*, nuint, byte*, nuint, void> store)
    {
        nuint first = Math.Min(length, Line);
        if (first != 0)
        {
            store(to, trailer, first, trailer + first, length - first);
        }
    }

    // Up to 64 bytes, and zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Beginning(ref byte bytes, nuint length)
    {
        if (length >= Line)
        {
            return Vector512.LoadUnsafe(ref bytes);
        }

        if (length >= Half)
        {
            return Avx512F.InsertVector256(Vector256.LoadUnsafe(ref bytes).ToVector512Unsafe(), LineKernel.Rest(ref bytes, length, length - Half).GetLower(), 1);
        }

        if (length >= (nuint)Vector128<byte>.Count)
        {
            return LineKernel.Short(ref bytes, length).ToVector512();
        }

        // Its first and its last bytes, which may be some of the same.
        if (length >= sizeof(ulong))
        {
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, length - sizeof(ulong)));
            int known = (int)(2 * sizeof(ulong) - length) * 8;
            return Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref bytes), known == 64 ? 0 : last >> known).AsByte().ToVector256().ToVector512();
        }

        ulong first = Unsafe.ReadUnaligned<uint>(ref bytes);
        ulong upper = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bytes, length - sizeof(uint)));
        return Vector128.CreateScalar(first | (upper << ((int)(length - sizeof(uint)) * 8))).AsByte().ToVector256().ToVector512();
    }
}
