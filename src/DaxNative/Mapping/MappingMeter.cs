using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DaxNative;

/// <summary>
/// The instruments that are read when somebody asks. A mapping is counted for as long as its memory is mapped: also past Dispose,
/// while something pins it or where the kernel could not take it away.
/// </summary>
internal static class MappingMeter
{
    // At the first mapping. Making an instrument calls its listeners; one that reads meanwhile on another thread must not wait for
    // this, so what is read lies in classes of its own.
    static MappingMeter()
    {
        Meter meter = DaxNativeMeter.Meter;
        meter.CreateObservableUpDownCounter("daxnative.mapping.count", static () => Total.Measure(static total => total.Count), "{mapping}", "Mappings whose memory is mapped.");
        meter.CreateObservableUpDownCounter("daxnative.mapping.size", static () => Total.Measure(static total => total.Bytes), "By", "Bytes that are mapped.");
        meter.CreateObservableUpDownCounter("daxnative.address_space.reserved", static () => ReservedAddressSpace.Bytes, "By", "Addresses, without memory, that disposed mappings hold.");
        if (FlushCounts.IsOn)
        {
            meter.CreateObservableCounter("daxnative.flush.lines", static () => FlushCounts.Sum().Lines, "{line}", "Cache lines that a flush instruction was executed for.");
            meter.CreateObservableCounter("daxnative.flush.fences", static () => FlushCounts.Sum().Fences, "{fence}", "Store fences that were executed.");
        }
    }

    internal static void Add(DurabilityGuarantee guarantee, long bytes) => Total.Of(guarantee).Change(1, bytes);

    /// <summary>One that is there has become longer.</summary>
    internal static void Grow(DurabilityGuarantee guarantee, long bytes) => Total.Of(guarantee).Change(0, bytes);

    internal static void Remove(DurabilityGuarantee guarantee, long bytes) => Total.Of(guarantee).Change(-1, -bytes);

    private sealed class Total(StoreGranularity granularity, DurabilityEvidence evidence)
    {
        private static readonly ConcurrentDictionary<(StoreGranularity Granularity, DurabilityEvidence Evidence), Total> s_all = new();

        private readonly KeyValuePair<string, object?>[] _tags =
        [
            new("granularity", DaxNativeMeter.ValueOf(granularity)),
            new("evidence", DaxNativeMeter.ValueOf(evidence)),
        ];

        private long _count;
        private long _bytes;

        internal long Count => Interlocked.Read(ref _count);

        internal long Bytes => Interlocked.Read(ref _bytes);

        internal static Total Of(DurabilityGuarantee guarantee) =>
            s_all.GetOrAdd((guarantee.Granularity, guarantee.Evidence), static kind => new Total(kind.Granularity, kind.Evidence));

        // One that has existed is told of for ever, so that its end is seen as 0.
        internal static IEnumerable<Measurement<long>> Measure(Func<Total, long> value) =>
            [.. s_all.Values.Select(total => new Measurement<long>(value(total), total._tags))];

        internal void Change(int count, long bytes)
        {
            Interlocked.Add(ref _count, count);
            Interlocked.Add(ref _bytes, bytes);
        }
    }
}
