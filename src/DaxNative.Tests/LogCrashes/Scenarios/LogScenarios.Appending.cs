using System.Buffers;
using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

// How records get in.
public static partial class LogScenarios
{
    private static ReadOnlySpan<int> Lengths => [8, 32, 40, 96, 97, 160, 8, 500, 33, 24];

    private static CrashScenario Appends(string name, StoreGranularity granularity, int length) => Single(
        name,
        (run, history, log) =>
        {
            using LogAppender appender = log.AcquireAppender();
            foreach (int one in Lengths)
            {
                history.Append(run, "append", payloads => appender.Append(payloads[0]), one);
            }
        },
        granularity,
        length);

    private static CrashScenario SharedAppends() => Single("shared appends", (run, history, log) =>
    {
        foreach (int one in Lengths)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), one);
        }
    });

    private static CrashScenario Transactions() => Single("transactions", (run, history, log) =>
    {
        using LogAppender appender = log.AcquireAppender();
        for (int i = 0; i < 4; i++)
        {
            Defer(appender, LogPayload.Make(0, LogPayload.Uncommitted, 90), LogPayload.Make(0, LogPayload.Uncommitted, 10)).Rollback();
            history.Append(run, "transaction", payloads => Defer(appender, payloads).Commit(), 8, 60, 33 + i, 100);
            history.Append(run, "append", payloads => appender.Append(payloads[0]), 50);
        }

        Defer(appender, LogPayload.Make(0, LogPayload.Uncommitted, 90));
    });

    private static CrashScenario InPlace() => Single("in place", (run, history, log) =>
    {
        using LogAppender appender = log.AcquireAppender();
        foreach (int length in (ReadOnlySpan<int>)[20, 32, 100, 300, 8, 160])
        {
            appender.Write(LogPayload.Make(0, LogPayload.Uncommitted, 64));
            appender.Rollback();
            history.Append(run, "append in place", payloads => Write(appender, payloads).Commit(), length, 45);
        }

        history.Append(run, "append", payloads => appender.Append(payloads[0]), 8);
    });

    private static CrashScenario LongRecords(string name, StoreGranularity granularity) => Single(
        name,
        (run, history, log) =>
        {
            using LogAppender appender = log.AcquireAppender();
            history.Append(run, "append", payloads => appender.Append(payloads[0]), 100);
            history.Append(run, "append what is long", payloads => appender.Append(payloads[0]), log.MostPayload - 40);
            history.Append(run, "append", payloads => appender.Append(payloads[0]), 8);
        },
        granularity,
        LongLength);

    private static CrashScenario Async() => Single("async", (run, history, log) =>
    {
        for (int i = 0; i < 6; i++)
        {
            history.Append(run, "append", payloads => log.AppendAsync(payloads[0]).AsTask().GetAwaiter().GetResult(), 8 + (40 * i));
        }
    });

    // A thread of the pool leads; what is handed over meanwhile is one commit.
    private static CrashScenario AsyncToPages() => Single(
        "async to pages",
        (run, history, log) =>
        {
            for (int i = 0; i < 5; i++)
            {
                AppendAtOnce(run, history, log, meanwhile: () => { }, 8 + (40 * i), 300, 60, 1000);
            }
        },
        StoreGranularity.Page,
        PagesLength);

    // Handed over while a reader keeps what was given up, so that they are one commit when it lets go; the last would have fitted
    // before.
    private static CrashScenario WaitsForRoom() => Single("waits for room", (run, history, log) =>
    {
        for (int i = 0; i < 4; i++)
        {
            FillUpTo128(run, history, log);
            using LogReader reader = log.Read();
            history.Truncate(run, log, i % 2, log.Truncate);
            AppendAtOnce(run, history, log, reader.Dispose, 300, 150, 8);
        }
    });

    // With records that leave no room before the ring's end.
    private static void FillUpTo128(CrashRun run, LogHistory history, TransactionalLog log)
    {
        if (log.Tail.Position % 256 != 0)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 96);
        }

        while (log.Capacity - log.Used > 256)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 224);
        }

        history.Append(run, "append", payloads => log.Append(payloads[0]), 96);
    }

    private static CrashScenario ThreeCallers() => Several("three callers", AppendSome, AppendSome, AppendSome);

    private static void AppendSome(CrashRun run, LogHistory history, TransactionalLog log)
    {
        foreach (int length in (ReadOnlySpan<int>)[8, 96, 33, 160])
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), length + run.Writer);
        }
    }

    private static void AppendAtOnce(CrashRun run, LogHistory history, TransactionalLog log, Action meanwhile, params ReadOnlySpan<int> lengths)
    {
        var tasks = new List<(int Operation, Task<LogSequenceNumber> Task)>();
        foreach (int length in lengths)
        {
            int operation = history.Begin(run, "append", out byte[][] payloads, length);
            tasks.Add((operation, log.AppendAsync(payloads[0]).AsTask()));
        }

        meanwhile();
        foreach ((int operation, Task<LogSequenceNumber> task) in tasks)
        {
            history.End(run, operation, task.GetAwaiter().GetResult());
        }
    }

    private static LogAppender Defer(LogAppender appender, params byte[][] payloads)
    {
        Array.ForEach(payloads, payload => appender.AppendDeferred(payload));
        return appender;
    }

    // The last one in two pieces.
    private static LogAppender Write(LogAppender appender, params byte[][] payloads)
    {
        foreach (byte[] payload in payloads)
        {
            appender.Write(payload.AsSpan(0, 5));
            payload.AsSpan(5).CopyTo(appender.GetSpan(payload.Length + 100));
            appender.Advance(payload.Length - 5);
            appender.EndRecord();
        }

        return appender;
    }
}
