namespace DaxNative.Benchmarks;

/// <summary>A median and the 95 % confidence interval that the order of the values alone gives it.</summary>
internal readonly record struct Interval(double Low, double Median, double High);

internal static class Quantiles
{
    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /// <summary>
    /// The k-th smallest and the k-th largest value enclose the median with the probability that a fair coin falls on
    /// either side at least k times, whatever the distribution (normal approximation of the binomial).
    /// </summary>
    internal static Interval MedianInterval(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        int n = sorted.Length;
        int k = (int)Math.Floor((n - 1.96 * Math.Sqrt(n)) / 2);
        k = Math.Clamp(k, 0, (n - 1) / 2);
        return new Interval(sorted[k], Median(sorted), sorted[n - 1 - k]);
    }

    internal static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));
}
