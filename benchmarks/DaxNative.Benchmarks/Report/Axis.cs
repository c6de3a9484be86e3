namespace DaxNative.Benchmarks;

/// <summary>From a value to a place on the paper.</summary>
internal sealed class Axis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _start;
    private readonly double _end;

    private Axis(double low, double high, double start, double end, IReadOnlyList<double> ticks)
    {
        (_low, _high, _start, _end) = (low, high, start, end);
        Ticks = ticks;
    }

    internal IReadOnlyList<double> Ticks { get; }

    internal double At(double value) => _start + (value - _low) / (_high - _low) * (_end - _start);

    /// <summary>Powers of two, with a tick every third.</summary>
    internal static Axis OfSizes(IEnumerable<long> sizes, double start, double end)
    {
        double[] powers = [.. sizes.Select(size => Math.Log2(size)).Order()];
        int first = (int)powers[0];
        return new Axis(first, powers[^1], start, end, [.. Enumerable.Range(0, (int)(powers[^1] - first) / 3 + 1).Select(index => (double)(first + 3 * index))]);
    }

    /// <summary>Ratios around 1, with some eight ticks.</summary>
    internal static Axis OfRatios(IEnumerable<double> ratios, double start, double end)
    {
        double[] all = [.. ratios.Append(0.8).Append(1.1).Order()];
        double step = new[] { 0.05, 0.1, 0.2, 0.5, 1 }.First(one => one >= 1 || (all[^1] - all[0]) / one <= 8);
        int low = (int)Math.Floor(all[0] / step + 1e-9);
        int high = (int)Math.Ceiling(all[^1] / step - 1e-9);
        return new Axis(low * step, high * step, start, end, [.. Enumerable.Range(low, high - low + 1).Select(index => index * step)]);
    }
}
