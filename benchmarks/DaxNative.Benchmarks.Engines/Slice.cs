using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>What one turn of one place measured.</summary>
/// <param name="Nanoseconds">The median time of an operation, as its caller saw it.</param>
/// <param name="PerSecond">How many there were in a second, by all callers together.</param>
internal readonly record struct Slice(double Nanoseconds, double PerSecond)
{
    /// <summary>Does something again and again for so long. Gives the time of each in ticks of the clock.</summary>
    internal static List<long> TimesOf(Action operation, TimeSpan time)
    {
        var times = new List<long>();
        long before = Stopwatch.GetTimestamp();
        for (long end = before + (long)(time.TotalSeconds * Stopwatch.Frequency); before < end;)
        {
            operation();
            long after = Stopwatch.GetTimestamp();
            times.Add(after - before);
            before = after;
        }

        return times;
    }

    /// <exception cref="InvalidOperationException">There was none.</exception>
    internal static Slice Of(IReadOnlyCollection<long> ticks, TimeSpan time) => ticks.Count > 0
        ? new Slice(Quantiles.Median(ticks.Select(one => one * 1e9 / Stopwatch.Frequency)), ticks.Count / time.TotalSeconds)
        : throw new InvalidOperationException("Not one operation was done in a turn: make it longer with --slice.");
}

/// <summary>What is measured in turns.</summary>
internal interface IEngineCase : IDisposable
{
    Slice Run(TimeSpan time);
}
