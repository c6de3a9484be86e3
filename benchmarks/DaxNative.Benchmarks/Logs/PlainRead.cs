using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Benchmarks;

/// <summary>The least that it takes to look at every byte.</summary>
internal static class PlainRead
{
    /// <summary>The sum of the words, in whole lines of four at once.</summary>
    internal static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector512<ulong>> lines = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        (Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d) = default((Vector512<ulong>, Vector512<ulong>, Vector512<ulong>, Vector512<ulong>));
        for (int i = 0; i + 3 < lines.Length; i += 4)
        {
            a += lines[i];
            b += lines[i + 1];
            c += lines[i + 2];
            d += lines[i + 3];
        }

        return Vector512.Sum(a + b + c + d);
    }
}
