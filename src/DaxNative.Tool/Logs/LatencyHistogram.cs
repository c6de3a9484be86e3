using System.Numerics;

namespace DaxNative.Tool.Logs;

/// <summary>Counts of times in nanoseconds, each within 1/64 of what it was. One thread at a time.</summary>
internal sealed class LatencyHistogram
{
    private const int BitsKept = 6;

    private readonly long[] _counts = new long[64 << BitsKept];

    internal long Count { get; private set; }

    internal long Longest { get; private set; }

    internal void Add(long nanoseconds)
    {
        _counts[IndexOf(nanoseconds)]++;
        Count++;
        Longest = Math.Max(Longest, nanoseconds);
    }

    internal void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        Longest = Math.Max(Longest, other.Longest);
    }

    /// <summary>The time that a share of all took at most, in nanoseconds; 0 where there is none.</summary>
    internal long Quantile(double share)
    {
        long wanted = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(UpperEnd(i), Longest);
            }
        }

        return Longest;
    }

    // The highest bits of a number, and how many there are behind them.
    private static int IndexOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - BitsKept);
        return (shift << BitsKept) + (int)(value >> shift);
    }

    private static long UpperEnd(int index)
    {
        int shift = Math.Max(0, (index >> BitsKept) - 1);
        return ((index - ((long)shift << BitsKept) + 1) << shift) - 1;
    }
}
