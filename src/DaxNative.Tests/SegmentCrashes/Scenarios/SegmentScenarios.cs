using DaxNative.Testing;

namespace DaxNative.SegmentCrashes;

/// <summary>Everything that can be done to a store of segments, each kind of operation in a run of its own.</summary>
public static partial class SegmentScenarios
{
    internal const int Chunk = 128;

    private const int Length = 3072;

    // A directory of one page would never be torn.
    private const int PagesLength = 12288;

    private static readonly SegmentStoreOptions s_options = new() { ChunkSize = Chunk, MostSegments = 4, ChunksAhead = 0 };

    /// <summary>Makes them all.</summary>
    /// <returns>By name.</returns>
    public static IReadOnlyDictionary<string, CrashScenario> All() => ((CrashScenario[])
    [
        Creation("creation", StoreGranularity.CacheLine),
        Creation("creation on pages", StoreGranularity.Page),
        Growth("growth", StoreGranularity.CacheLine),
        Growth("growth on pages", StoreGranularity.Page),
        Growth("growth past the power", StoreGranularity.Byte),
        Deletions("deletions", StoreGranularity.CacheLine),
        Deletions("deletions on pages", StoreGranularity.Page),
        Truncations("truncations", StoreGranularity.CacheLine),
        Truncations("truncations on pages", StoreGranularity.Page),
        Sessions(),
        KilledCreation(),
        KilledGrowth(),
        KilledWrite(),
        SharedChunk(),
    ]).ToDictionary(scenario => scenario.Name);

    internal static SegmentStore Open(PersistentMapping memory) => SegmentStore.Open(memory, s_options);

    /// <summary>Leaves a store as the end of its process would.</summary>
    internal static void Kill(SegmentStore store) => ((ChunkedStore)store).Abandon();

    /// <summary>The bytes of all the chunks of a store.</summary>
    internal static long AllChunks(SegmentStore store) => AllBytes(store.Granularity);

    private static int LengthOf(StoreGranularity granularity) => granularity == StoreGranularity.Page ? PagesLength : Length;

    private static CrashScenario Scenario(string name, StoreGranularity granularity, Action<SegmentUser> run, Action<SegmentStore, SegmentHistory>? before = null)
    {
        SegmentStore? store = null;
        var history = new SegmentHistory();
        return new CrashScenario
        {
            Name = name,
            Length = LengthOf(granularity),
            Granularity = granularity,
            Prepare = memory =>
            {
                history.Clear();
                store = Open(memory);
                before?.Invoke(store, history);
            },
            Run = crash => run(new SegmentUser(crash, history, store!)),
            Subject = () => new SegmentSubject(history),
        };
    }

    private static void Prepare(SegmentStore store, SegmentHistory history, string name, int length)
    {
        byte[] bytes = SegmentHistory.Bytes(name[0], length);
        store.Open(name).Write(0, bytes);
        history.Begin(state => state[name] = SegmentHistory.Written([], 0, bytes));
    }
}
