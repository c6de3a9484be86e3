using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>Flushes the lines that a range touches. The mappings' inline path inlines the same with its own fields.</summary>
internal static unsafe class CacheLines
{
    /// <summary>
    /// Lines flushed in one call. The thread cannot be stopped for a garbage collection meanwhile, and a dirty line costs
    /// 3 to 16 ns on current servers (some 30 on slower media), so this is at most one or two microseconds. With half of it a
    /// persist of 4 KiB takes 1.07 of what it takes C on an Intel Xeon, with this 1.02. A call with the ordinary transition,
    /// which a collection need not wait for, costs 12 to 20 ns.
    /// </summary>
    internal const int MostLines = 64;

    /// <summary>Flushes; the caller fences. Length 0 flushes nothing.</summary>
    internal static void Flush(FlushCode code, nuint address, nuint length)
    {
        if (length != 0)
        {
            // SAFETY: the caller guarantees that the range is mapped; whole lines around it lie in the same pages.
            nuint start = address & ~((nuint)code.Step - 1);
            if (FlushCounts.IsOn)
            {
                FlushCounts.AddLines(start, address + length, (nuint)code.Step);
            }

            FlushPieces(code.Flush, start, address + length, (nuint)(MostLines * code.Step));
        }
    }

    /// <summary>Flushes in pieces; between them the thread can be stopped.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void FlushPieces(delegate* unmanaged[SuppressGCTransition]<nuint, nuint, void> flush, nuint start, nuint end, nuint piece)
    {
        while (end - start > piece)
        {
            flush(start, start + piece);
            start += piece;
        }

        flush(start, end);
    }
}
