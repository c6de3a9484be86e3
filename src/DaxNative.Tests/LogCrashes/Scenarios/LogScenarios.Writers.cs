using DaxNative.Logs;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

// What two threads do.
public static partial class LogScenarios
{
    private static CrashScenario TwoWriters() => Several("two writers", AppendSome, AppendSome);

    private static CrashScenario TwoGroups() => Several("two writers of groups and transactions", CommitSomeGroups, CommitSomeTransactions);

    private static void AppendSome(CrashRun run, LogHistory history, TransactionalLog log)
    {
        foreach (int length in (ReadOnlySpan<int>)[8, 96, 40, 160, 33, 100])
        {
            history.Append(run, "append", false, payloads => log.Append(payloads[0]), length + run.Writer);
        }
    }

    private static void CommitSomeGroups(CrashRun run, LogHistory history, TransactionalLog log)
    {
        for (int i = 0; i < 3; i++)
        {
            history.Append(run, "group", false, payloads => CommitGroup(log, payloads), 8, 100);
        }
    }

    private static void CommitSomeTransactions(CrashRun run, LogHistory history, TransactionalLog log)
    {
        LogTransaction transaction = log.BeginTransaction();
        for (int i = 0; i < 3; i++)
        {
            history.Append(run, "transaction", true, payloads => Add(transaction, payloads).Commit(), 8, 60, 33);
        }
    }
}
