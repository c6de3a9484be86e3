using DaxNative.Tool.Logs;
using Xunit;

namespace DaxNative.Tests;

public class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_AreWithinASixtyFourthAboveWhatWasAdded()
    {
        long[] times = [.. Enumerable.Range(0, 5000).Select(i => (long)Math.Pow(1.004, i))];
        var histogram = new LatencyHistogram();
        Array.ForEach(times, histogram.Add);

        Assert.Equal((5000, times[^1]), (histogram.Count, histogram.Longest));
        foreach (double share in (double[])[0.0002, 0.1, 0.5, 0.9, 0.99, 0.9999, 1])
        {
            long exact = times[(int)Math.Ceiling(share * times.Length) - 1];
            Assert.InRange(histogram.Quantile(share), exact, exact + (exact / 64));
        }
    }

    [Fact]
    public void Parts_AddUp()
    {
        LatencyHistogram one = new(), other = new();
        one.Add(10);
        other.Add(1000);
        other.Add(long.MaxValue);
        one.Add(other);

        Assert.Equal((3, long.MaxValue, 10, 1007), (one.Count, one.Longest, one.Quantile(0.1), one.Quantile(0.5)));
    }

    [Fact]
    public void AnEmptyOne_IsZero() => Assert.Equal(0, new LatencyHistogram().Quantile(0.99));
}
