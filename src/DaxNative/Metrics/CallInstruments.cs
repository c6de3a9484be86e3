using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DaxNative;

/// <summary>A kind of call, counted and timed by how it ended: <c>NAME.calls</c> and <c>NAME.duration</c>.</summary>
internal sealed class CallInstruments(Meter meter, string name, string what)
{
    // From ten microseconds, because the usual ones are for milliseconds, or for seconds of a request.
    private static readonly InstrumentAdvice<double> s_buckets = new()
    {
        HistogramBucketBoundaries = [1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Counter<long> _calls = meter.CreateCounter<long>(name + ".calls", "{call}", what + ".");
    private readonly Histogram<double> _duration = meter.CreateHistogram(name + ".duration", "s", what + ": how long each took.", tags: null, s_buckets);

    /// <summary>When a call begins; 0 where nobody wants to know how long it takes.</summary>
    internal long Begin() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <param name="began">What <see cref="Begin"/> gave.</param>
    /// <param name="isOk">Whether it did what it was called for.</param>
    /// <param name="method">By what, where there are several ways.</param>
    internal void End(long began, bool isOk, string? method = null)
    {
        if (began == 0 && !_calls.Enabled)
        {
            return;
        }

        var tags = new TagList { DaxNativeMeter.Outcome(isOk) };
        if (method is not null)
        {
            tags.Add("method", method);
        }

        _calls.Add(1, tags);
        if (began != 0)
        {
            _duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        }
    }
}
