using DaxNative.Testing;

namespace DaxNative.SegmentCrashes;

// What the runs do.
public static partial class SegmentScenarios
{
    private static CrashScenario Creation(string name, StoreGranularity granularity)
    {
        var history = new SegmentHistory();
        return new CrashScenario
        {
            Name = name,
            Length = LengthOf(granularity),
            Granularity = granularity,
            Prepare = _ => history.Clear(),
            Run = crash =>
            {
                SegmentStore? store = null;
                history.Do(crash, "create the store", _ => { }, () => store = Open(crash.Memory));
                var user = new SegmentUser(crash, history, store!);
                user.Create("a");
                user.Create("b");
            },
            Subject = () => new SegmentSubject(history),
        };
    }

    // Room is made beforehand: a write that makes its own has one drain more than a single thread needs, which "shared chunk" is for.
    private static CrashScenario Growth(string name, StoreGranularity granularity) => Scenario(name, granularity, user =>
    {
        user.Create("a");
        user.Reserve("a", 1);
        user.Reserve("a", 2 * Chunk);
        user.Write("a", 40, Chunk);
        user.Write("a", 0, 64);
        user.Create("b");
        user.Reserve("b", 1);
        user.Write("b", 0, 24);
    });

    // What others leave behind is in the chunks of those that come.
    private static CrashScenario Deletions(string name, StoreGranularity granularity) => Scenario(
        name,
        granularity,
        user =>
        {
            user.Delete("a");
            user.Create("b");
            user.Reserve("b", AllBytes(granularity) - Chunk);
            user.Write("b", 0, 16);
            user.Delete("c");
            user.Create("d");
        },
        (store, history) =>
        {
            Prepare(store, history, "c", 8);
            Prepare(store, history, "a", AllBytes(granularity) - Chunk);
        });

    private static CrashScenario Truncations(string name, StoreGranularity granularity) => Scenario(
        name,
        granularity,
        user =>
        {
            user.Truncate("a", Chunk + 40);
            user.Create("b");
            user.Reserve("b", Chunk);
            user.Truncate("a", 8);
            user.Reserve("a", 2 * Chunk);
            user.Write("a", Chunk, 8);
            user.Truncate("a", 0);
        },
        (store, history) => Prepare(store, history, "a", AllBytes(granularity)));

    // An id that is given twice gives the second one the chunks of the first.
    private static CrashScenario Sessions() => Scenario(
        "sessions",
        StoreGranularity.CacheLine,
        user =>
        {
            user.Delete("b");
            user.Reopen();
            user.Create("c");
            user.Reopen(isKilled: true);
            user.Write("a", 0, 16);
            user.Reopen();
            user.Reserve("c", 1);
            user.Write("c", 0, 8);
        },
        (store, history) =>
        {
            Prepare(store, history, "a", Chunk);
            Prepare(store, history, "b", 2 * Chunk);
        });

    private static CrashScenario KilledCreation() => Scenario("killed creation", StoreGranularity.CacheLine, user =>
    {
        user.KillAndReopen("kill in a creation, and open", state => state.Add("a", []), memory =>
        {
            byte[] content = new byte[SegmentEntry.ContentSize];
            new SegmentEntry(SegmentEntry.FirstId, "a").WriteContent(content);
            memory.StoreAtomic(DirectoryLayout.NextIdOffset, SegmentEntry.FirstId + 1, StoreOptions.NoDrain);
            memory.Write(DirectoryLayout.EntryOffset(0) + SegmentEntry.ContentAt, content);
            memory.StoreAtomic(DirectoryLayout.EntryOffset(0), SegmentEntry.FirstId, StoreOptions.NoFlush);
        });
        user.Reserve("a", 1);
        user.Write("a", 0, 16);
    });

    private static CrashScenario KilledGrowth() => Scenario(
        "killed growth",
        StoreGranularity.CacheLine,
        user =>
        {
            // The chunk is zero, and durably so.
            user.KillAndReopen(
                "kill in a growth, and open",
                state => state["a"] = new byte[Chunk],
                memory => memory.StoreAtomic(LayoutOf(memory).WordOffset(0), new ChunkWord(SegmentEntry.FirstId, 0).Value, StoreOptions.NoFlush));
            user.Write("a", 16, 16);
        },
        (store, history) =>
        {
            store.Open("a").Dispose();
            history.Begin(state => state.Add("a", []));
        });

    // Whoever reads it acts upon it.
    private static CrashScenario KilledWrite() => Scenario(
        "killed write",
        StoreGranularity.CacheLine,
        user => user.KillAndReopen(
            "kill in a write, and open",
            state => state["a"] = SegmentHistory.Written(state["a"], 64, SegmentHistory.Bytes(9, 16)),
            memory => memory.Write(LayoutOf(memory).ChunkOffset(0) + 64, SegmentHistory.Bytes(9, 16), StoreOptions.NoFlush)),
        (store, history) => Prepare(store, history, "a", 8));

    private static CrashScenario SharedChunk()
    {
        SegmentStore? store = null;
        var writes = new List<(int Operation, int Offset, byte[] Bytes)>();
        Action<CrashRun> writer = crash =>
        {
            byte[] bytes = SegmentHistory.Bytes(crash.Writer, 64);
            int operation = crash.Begin("write");
            lock (writes)
            {
                writes.Add((operation, crash.Writer * 64, bytes));
            }

            store!.Open(SharedChunkSubject.Name).Write(crash.Writer * 64, bytes);
            crash.Complete(operation);
        };
        return new CrashScenario
        {
            Name = "shared chunk",
            Length = Length,
            Prepare = memory =>
            {
                writes.Clear();
                store = Open(memory);
                store.Open(SharedChunkSubject.Name).Dispose();
            },
            Writers = [writer, writer],
            Subject = () => new SharedChunkSubject([.. writes]),
        };
    }

    private static DirectoryLayout LayoutOf(PersistentMapping memory) => StorePlace.ReadIdentity(memory).Layout;

    private static int AllBytes(StoreGranularity granularity) => DirectoryLayout.For("", LengthOf(granularity), s_options).ChunkCount * Chunk;
}
