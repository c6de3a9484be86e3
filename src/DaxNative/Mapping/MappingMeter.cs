using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DaxNative;

/// <summary>
/// The instruments that are read when somebody asks. A mapping is counted for as long as its memory is mapped: also past Dispose,
/// while something pins it or where the kernel could not take it away.
/// </summary>
internal static class MappingMeter
{
    private static readonly ConcurrentDictionary<(StoreGranularity Granularity, DurabilityEvidence Evidence), Total> s_totals = Publish();

    internal static void Add(DurabilityGuarantee guarantee, long bytes) => TotalOf(guarantee).Change(1, bytes);

    internal static void Remove(DurabilityGuarantee guarantee, long bytes) => TotalOf(guarantee).Change(-1, -bytes);

    private static Total TotalOf(DurabilityGuarantee guarantee) =>
        s_totals.GetOrAdd((guarantee.Granularity, guarantee.Evidence), static kind => new Total(kind.Granularity, kind.Evidence));

    private static ConcurrentDictionary<(StoreGranularity Granularity, DurabilityEvidence Evidence), Total> Publish()
    {
        Meter meter = DaxNativeMeter.Meter;
        meter.CreateObservableUpDownCounter("daxnative.mapping.count", () => Measure(total => total.Count), "{mapping}", "Mappings whose memory is mapped.");
        meter.CreateObservableUpDownCounter("daxnative.mapping.size", () => Measure(total => total.Bytes), "By", "Bytes that are mapped.");
        meter.CreateObservableUpDownCounter("daxnative.address_space.reserved", () => ReservedAddressSpace.Bytes, "By", "Addresses, without memory, that disposed mappings hold.");
        if (FlushCounts.IsOn)
        {
            meter.CreateObservableCounter("daxnative.flush.lines", () => FlushCounts.Sum().Lines, "{line}", "Cache lines that a flush instruction was executed for.");
            meter.CreateObservableCounter("daxnative.flush.fences", () => FlushCounts.Sum().Fences, "{fence}", "Store fences that were executed.");
        }

        return new();
    }

    // One that has existed is told of for ever, so that its end is seen as 0.
    private static IEnumerable<Measurement<long>> Measure(Func<Total, long> value) =>
        [.. s_totals.Values.Select(total => new Measurement<long>(value(total), total.Tags))];

    private sealed class Total(StoreGranularity granularity, DurabilityEvidence evidence)
    {
        private long _count;
        private long _bytes;

        internal KeyValuePair<string, object?>[] Tags { get; } =
        [
            new("granularity", DaxNativeMeter.ValueOf(granularity)),
            new("evidence", DaxNativeMeter.ValueOf(evidence)),
        ];

        internal long Count => Interlocked.Read(ref _count);

        internal long Bytes => Interlocked.Read(ref _bytes);

        internal void Change(int count, long bytes)
        {
            Interlocked.Add(ref _count, count);
            Interlocked.Add(ref _bytes, bytes);
        }
    }
}
