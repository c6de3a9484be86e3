using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>Payloads that lie one behind the other in memory.</summary>
internal static class Payloads
{
    /// <summary>The fewest bytes, all together, that parts can be loaded from.</summary>
    internal const int Least = (int)StoredParts.Line;

    /// <summary>Less than a line of them and zeros, by a load that ends at the latest where all of them end.</summary>
    /// <param name="payloads">The first.</param>
    /// <param name="from">Where the part begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="total">Where all of them end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<byte> Rest(ref byte payloads, int from, int end, int total)
    {
        int at = Math.Min(from, total - Least);
        Vector512<byte> loaded = Vector512.LoadUnsafe(ref payloads, (nuint)at);
        Vector512<byte> rest = Avx512Vbmi.PermuteVar64x8(loaded, Vector512<byte>.Indices + Vector512.Create((byte)(from - at)));
        return rest & Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)(end - from)));
    }
}
