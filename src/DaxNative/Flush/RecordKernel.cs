using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// Stores records one behind the other, each a header, a payload and zeros up to the end of its last line. As with
/// <see cref="LineKernel"/>, a line is put together in a register and stored once.
/// </summary>
internal static unsafe class RecordKernel
{
    private const int Line = (int)StoredParts.Line;
    private const int Half = Line / 2;

    internal static bool IsSupported => Avx512BW.IsSupported && Avx512Vbmi.IsSupported;

    /// <summary>The most bytes of lines that it stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long MostOf(int payloads, int records) => payloads + ((long)records * (Half + Line));

    /// <summary>Stores past the caches. Nothing here fences.</summary>
    /// <param name="to">Where the first line begins.</param>
    /// <param name="headers">As many as lengths.</param>
    /// <param name="payloads">One behind the other.</param>
    /// <param name="total">Of all payloads, in bytes; at least <see cref="Payloads.Least"/>.</param>
    /// <param name="lengths">Of each. Read once: another thread may change them, and what they say beyond the total is cut off.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(byte* to, ReadOnlySpan<Vector256<byte>> headers, ref byte payloads, int total, ReadOnlySpan<int> lengths)
    {
        // SAFETY: every load is within the payloads; MostOf bounds the stores.
        int at = 0;
        for (int i = 0; i < lengths.Length && i < headers.Length; i++, to += Line)
        {
            int end = at + (int)Math.Min((uint)lengths[i], (uint)(total - at));
            Vector256<byte> first = end - at >= Half ? Vector256.LoadUnsafe(ref payloads, (nuint)at) : Payloads.Rest(ref payloads, at, end, total).GetLower();
            Avx512F.StoreAlignedNonTemporal(to, Avx512F.InsertVector256(headers[i].ToVector512Unsafe(), first, 1));
            for (at += Half; end - at >= Line; at += Line)
            {
                to += Line;
                Avx512F.StoreAlignedNonTemporal(to, Vector512.LoadUnsafe(ref payloads, (nuint)at));
            }

            if (end - at == Half)
            {
                // What a payload of whole lines leaves.
                to += Line;
                Avx512F.StoreAlignedNonTemporal(to, Vector256.LoadUnsafe(ref payloads, (nuint)at).ToVector512());
            }
            else if (at < end)
            {
                to += Line;
                Avx512F.StoreAlignedNonTemporal(to, Payloads.Rest(ref payloads, at, end, total));
            }

            at = end;
        }
    }
}
