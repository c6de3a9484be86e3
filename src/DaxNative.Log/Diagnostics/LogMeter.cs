using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DaxNative.Log;

/// <summary>
/// What the process's logs tell by System.Diagnostics.Metrics, each with its path as a tag. Counted anyway and read when somebody
/// asks, so that an append pays nothing.
/// </summary>
internal static class LogMeter
{
    /// <summary>The meter's name.</summary>
    internal const string Name = "DaxNative.Log";

    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<TransactionalLog>> s_logs = [];
    private static readonly Meter s_meter = Make();
    private static readonly Histogram<double> s_recovery = s_meter.CreateHistogram<double>("daxnative.log.recovery.duration", "s", "How long opening a log took, its recovery included.");

    internal static void Add(TransactionalLog log, long since)
    {
        s_recovery.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, Tag(log));
        lock (s_gate)
        {
            s_logs.RemoveAll(one => !one.TryGetTarget(out _));
            s_logs.Add(new WeakReference<TransactionalLog>(log));
        }
    }

    internal static void Remove(TransactionalLog log)
    {
        lock (s_gate)
        {
            s_logs.RemoveAll(one => !one.TryGetTarget(out TransactionalLog? other) || other == log);
        }
    }

    private static Meter Make()
    {
        var meter = new Meter(Name);
        meter.CreateObservableCounter("daxnative.log.appends", () => Measure(log => log.Writer.Counters.Records), "{record}", "Records appended.");
        meter.CreateObservableCounter("daxnative.log.commits", () => Measure(log => log.Writer.Counters.Commits), "{commit}", "Commits: one fence or one msync each.");
        meter.CreateObservableCounter("daxnative.log.handed_over", () => Measure(log => log.Writer.Counters.HandedOver), "{record}", "Records that waited for another caller to append them.");
        meter.CreateObservableCounter("daxnative.log.written", () => Measure(log => log.Writer.Counters.Bytes), "By", "Bytes of the ring that were written.");
        meter.CreateObservableGauge("daxnative.log.used", () => Measure(log => log.Used), "By", "Bytes of the ring that are taken.");
        meter.CreateObservableGauge("daxnative.log.capacity", () => Measure(log => log.Capacity), "By", "Bytes of the ring.");
        meter.CreateObservableGauge("daxnative.log.reader.lag", () => Measure(log => log.Writer.Tail - log.Room.Oldest(log.Writer.Tail)), "By", "How far the slowest reader is behind the tail.");
        return meter;
    }

    private static List<Measurement<long>> Measure(Func<TransactionalLog, long> value)
    {
        var measurements = new List<Measurement<long>>();
        lock (s_gate)
        {
            foreach (WeakReference<TransactionalLog> one in s_logs)
            {
                if (one.TryGetTarget(out TransactionalLog? log))
                {
                    measurements.Add(new Measurement<long>(value(log), Tag(log)));
                }
            }
        }

        return measurements;
    }

    private static KeyValuePair<string, object?> Tag(TransactionalLog log) => new("path", log.Mapping.Path);
}
