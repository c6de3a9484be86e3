using System.Numerics;

namespace DaxNative.Tool.Faults;

/// <summary>Faults that took at least <paramref name="From"/> and at most <paramref name="To"/> whole microseconds.</summary>
internal sealed record Bucket(long From, long To, int Count)
{
    public override string ToString() => $"{From} - {To} us: {Count}";
}

/// <summary>Minimum, average, maximum and powers of two, in microseconds.</summary>
internal sealed record Latencies(double Min, double Avg, double Max, IReadOnlyList<Bucket> Histogram)
{
    /// <summary>Half of the faults took no longer; null where only the histogram was published.</summary>
    public double? Median { get; init; }

    internal static Latencies Of(ReadOnlySpan<double> microseconds)
    {
        double[] sorted = microseconds.ToArray();
        Array.Sort(sorted);
        return new Latencies(sorted[0], sorted.Average(), sorted[^1], [.. sorted.GroupBy(BucketOf).Select(group => new Bucket(group.Key, group.Key == 0 ? 0 : group.Key * 2 - 1, group.Count()))])
        {
            Median = sorted[sorted.Length / 2],
        };
    }

    private static long BucketOf(double microseconds)
    {
        ulong whole = (ulong)microseconds;
        return whole == 0 ? 0 : 1L << BitOperations.Log2(whole);
    }
}
