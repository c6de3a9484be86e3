using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>Flushes the lines that a range touches. The mappings' hot path inlines the same with its own fields.</summary>
internal static class CacheLines
{
    /// <summary>
    /// Lines flushed without a transition: a dirty line costs 13 to 16 ns on current servers (some 30 on slower media),
    /// so this stays well below the microsecond for which a garbage collection may be held up.
    /// </summary>
    internal const int ShortLimit = 16;

    /// <summary>Flushes; the caller fences. Length 0 flushes nothing.</summary>
    internal static unsafe void Flush(FlushCode code, nuint address, nuint length)
    {
        if (length == 0)
        {
            return;
        }

        // SAFETY: the caller guarantees that the range is mapped; whole lines around it lie in the same pages.
        nuint end = address + length;
        nuint start = address & ~((nuint)code.LineSize - 1);
        if (end - start <= (nuint)(ShortLimit * code.LineSize))
        {
            code.Short(start, end);
        }
        else
        {
            FlushLong(code, start, end);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void FlushLong(FlushCode code, nuint start, nuint end) => code.Long(start, end);
}
