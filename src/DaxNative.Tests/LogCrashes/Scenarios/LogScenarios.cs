using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

/// <summary>Everything that can be done to a log, each kind of operation in a run of its own.</summary>
public static partial class LogScenarios
{
    private const int Length = 8192;

    // A ring of one page would never be torn.
    private const int PagesLength = 16384;

    // A ring of which a half takes a record that is longer than what goes through the image.
    private const int LongLength = 4096 + (2 * 67584);

    /// <summary>Makes them all.</summary>
    /// <returns>By name.</returns>
    public static IReadOnlyDictionary<string, CrashScenario> All() => ((CrashScenario[])
    [
        Appends("appends", StoreGranularity.CacheLine, Length),
        Appends("appends to pages", StoreGranularity.Page, PagesLength),
        Appends("appends past the power", StoreGranularity.Byte, Length),
        SharedAppends(),
        Transactions(),
        InPlace(),
        LongRecords("long records", StoreGranularity.CacheLine),
        LongRecords("long records to pages", StoreGranularity.Page),
        Async(),
        AsyncToPages(),
        WaitsForRoom(),
        ThreeCallers(),
        Truncations(),
        EndTruncations(),
        Checkpoints(),
        Sessions(),
        Kills("kills", StoreGranularity.CacheLine, Length),
        Kills("kills over pages", StoreGranularity.Page, PagesLength),
        TornRecords(),
        RecordsUnderWay(),
        Creation(),
        KilledCreation(),
        Growth(),
        Salvage(),
    ]).ToDictionary(scenario => scenario.Name);

    /// <summary>Makes the same log every time: a random identity would give every run other bytes.</summary>
    internal static void MakeEmpty(PersistentMapping memory, long? length = null) =>
        LogPlace.Create(memory, new LogIdentity(LogLayout.Version, 0x5EED, (length ?? memory.Length) - LogLayout.RingOffset));

    // The log takes all of the memory, unless a shorter one is asked for.
    private static CrashScenario Single(
        string name,
        Action<CrashRun, LogHistory, TransactionalLog> run,
        StoreGranularity granularity = StoreGranularity.CacheLine,
        int length = Length,
        int? logLength = null,
        Func<LogHistory, CrashSubject>? subject = null)
    {
        TransactionalLog? log = null;
        var history = new LogHistory(1);
        return new CrashScenario
        {
            Name = name,
            Length = length,
            Granularity = granularity,
            Prepare = memory => log = Prepare(memory, history, logLength),
            Run = crash => run(crash, history, log!),
            Subject = () => subject?.Invoke(history) ?? new LogSubject(history),
        };
    }

    private static CrashScenario Several(string name, params Action<CrashRun, LogHistory, TransactionalLog>[] writers)
    {
        TransactionalLog? log = null;
        var history = new LogHistory(writers.Length);
        return new CrashScenario
        {
            Name = name,
            Length = Length,
            Prepare = memory => log = Prepare(memory, history),
            Writers = [.. writers.Select<Action<CrashRun, LogHistory, TransactionalLog>, Action<CrashRun>>(writer => crash => writer(crash, history, log!))],
            Subject = () => new LogSubject(history),
        };
    }

    private static TransactionalLog Prepare(PersistentMapping memory, LogHistory history, long? length = null)
    {
        history.Clear();
        MakeEmpty(memory, length);
        return TransactionalLog.Open(memory);
    }
}
