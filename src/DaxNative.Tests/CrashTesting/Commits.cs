using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>Small scenarios: a payload at 64 and a commit word at 0 that says that the payload is there.</summary>
internal static class Commits
{
    internal const int Length = 1024;

    /// <summary>Payload first, drained, then the commit word: sound.</summary>
    internal static CrashScenario Sound => Of(map =>
    {
        map.StoreAtomic(64, 7);
        map.StoreAtomic(0, 1);
    });

    /// <summary>One drain for both: the commit word may come first.</summary>
    internal static CrashScenario WithoutDrainBetween => Of(map =>
    {
        map.StoreAtomic(64, 7, StoreOptions.NoDrain);
        map.StoreAtomic(0, 1);
    });

    /// <summary>The payload is not flushed at all.</summary>
    internal static CrashScenario WithoutFlush => Of(map =>
    {
        map.StoreAtomic(64, 7, StoreOptions.NoFlush);
        map.StoreAtomic(0, 1);
    });

    /// <summary>What is committed must be there, and what was completed must be committed.</summary>
    internal static CrashScenario Of(Action<PersistentMapping> commit) => new()
    {
        Name = "commit",
        Length = Length,
        Run = run => run.Operation("commit", () => commit(run.Memory)),
        Subject = CrashSubject.Of(memory => memory, Check),
    };

    internal static void Check(PersistentMapping memory, CrashState crash)
    {
        long committed = memory.ReadOnlyRef<long>(0);
        crash.Require(committed >= crash.CompletedCount);
        crash.Require(committed == 0 || memory.ReadOnlyRef<long>(64) == 7);
    }

    internal static CrashReport Explore(CrashScenario scenario, ExplorerOptions? options = null) =>
        CrashExplorer.Explore(scenario, options ?? new ExplorerOptions { Workers = 1 });
}
