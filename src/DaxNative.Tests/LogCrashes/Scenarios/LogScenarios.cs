using DaxNative.Logs;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>Everything that can be done to a log, each kind of operation in a run of its own.</summary>
public static partial class LogScenarios
{
    private const int Length = 8192;

    /// <summary>Makes them all.</summary>
    /// <returns>By name.</returns>
    public static IReadOnlyDictionary<string, CrashScenario> All() => ((CrashScenario[])
    [
        Appends("appends", StoreGranularity.CacheLine),
        Appends("appends to pages", StoreGranularity.Page),
        Appends("appends past the power", StoreGranularity.Byte),
        InPlace(),
        Transactions(),
        Groups(),
        AtOnce(),
        Truncations(),
        Sessions(),
        TwoWriters(),
        TwoGroups(),
        Creation(),
        Committer(),
    ]).ToDictionary(scenario => scenario.Name);

    private static CrashScenario Single(string name, Action<CrashRun, LogHistory, TransactionalLog> run, StoreGranularity granularity = StoreGranularity.CacheLine)
    {
        TransactionalLog? log = null;
        var history = new LogHistory(1);
        return new CrashScenario
        {
            Name = name,
            Length = Length,
            Granularity = granularity,
            Prepare = memory =>
            {
                history.Clear();
                MakeEmpty(memory);
                log = TransactionalLog.Open(memory);
            },
            Run = crash => run(crash, history, log!),
            Subject = () => new LogSubject(history),
        };
    }

    private static CrashScenario Several(string name, params Action<CrashRun, LogHistory, TransactionalLog>[] writers)
    {
        var history = new LogHistory(writers.Length);
        TransactionalLog? log = null;
        return new CrashScenario
        {
            Name = name,
            Length = Length,
            Prepare = memory =>
            {
                history.Clear();
                MakeEmpty(memory);
                log = TransactionalLog.Open(memory);
            },
            Writers = [.. writers.Select<Action<CrashRun, LogHistory, TransactionalLog>, Action<CrashRun>>(writer => crash => writer(crash, history, log!))],
            Subject = () => new LogSubject(history),
        };
    }

    // The same log every time: a random identity would give every run other bytes.
    private static void MakeEmpty(PersistentMapping memory)
    {
        new LogMemory(memory, 0, new LogIdentity(LogLayout.Version, 0x5EED, Length - LogLayout.RingOffset, 0, 1)).Create();
    }
}
