using DaxNative.Logs;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

// What one thread does.
public static partial class LogScenarios
{
    private static CrashScenario Appends(string name, StoreGranularity granularity) => Single(
        name,
        (run, history, log) =>
        {
            foreach (int length in (ReadOnlySpan<int>)[8, 32, 40, 96, 97, 160, 8, 500, 33, 24])
            {
                history.Append(run, "append", false, payloads => log.Append(payloads[0]), length);
            }
        },
        granularity);

    private static CrashScenario InPlace() => Single("in place", (run, history, log) =>
    {
        LogRecordWriter writer = log.CreateWriter();
        foreach ((int length, int most) in (ReadOnlySpan<(int, int)>)[(20, 20), (32, 32), (100, 400), (300, 300), (8, 200), (160, 160)])
        {
            history.Append(run, "append in place", false, payloads => Write(writer, payloads[0], most).Commit(), length);
            Write(writer, LogPayload.Make(0, int.MaxValue, 64), 100).Dispose();
        }

        history.Append(run, "append", false, payloads => log.Append(payloads[0]), 8);
    });

    private static CrashScenario Transactions() => Single("transactions", (run, history, log) =>
    {
        LogTransaction transaction = log.BeginTransaction();
        for (int i = 0; i < 4; i++)
        {
            history.Append(run, "transaction", true, payloads => Add(transaction, payloads).Commit(), 8, 60, 33 + i, 100);
            history.Append(run, "append", false, payloads => log.Append(payloads[0]), 50);
        }
    });

    private static CrashScenario Groups() => Single("groups", (run, history, log) =>
    {
        for (int i = 0; i < 4; i++)
        {
            history.Append(run, "group", false, payloads => CommitGroup(log, payloads), 8, 96, 40, 200);
            history.Append(run, "group of pieces", false, payloads => CommitPieces(log, payloads), 8, 33, 96, 40);
        }
    });

    private static CrashScenario AtOnce() => Single("at once", (run, history, log) =>
    {
        for (int i = 0; i < 3; i++)
        {
            history.Append(run, "transaction at once", true, payloads => log.AppendTransaction([.. payloads.SelectMany(one => one)], LengthsOf(payloads)), 8, 60, 33 + i, 100);
            history.Append(run, "records of a group at once", false, payloads => CommitAtOnce(log, payloads), 8, 96, 40);
        }
    });

    // Several laps around the ring, with records that do not fit before its end.
    private static CrashScenario Truncations() => Single("truncations", (run, history, log) =>
    {
        var numbers = new List<LogSequenceNumber>();
        for (int i = 0; i < 40; i++)
        {
            history.Append(run, "append", false, payloads => numbers.Add(log.Append(payloads[0])), 300 + (i * 13 % 200));
            if (i % 4 == 3)
            {
                int kept = i % 8 == 3 ? 2 : 0;
                history.Truncate(run, kept, () => log.Truncate(kept == 0 ? log.Tail : numbers[^kept]));
            }
        }
    });

    // Closed, left open as by a crash, and opened again; each time with records that can be there without the one before them.
    private static CrashScenario Sessions() => Single("sessions", (run, history, log) =>
    {
        log.Dispose();
        for (int i = 0; i < 6; i++)
        {
            TransactionalLog? opened = null;
            run.Operation("open", () => opened = TransactionalLog.Open(run.Memory));
            history.Append(run, "group of pieces", false, payloads => CommitPieces(opened!, payloads), 8, 40 + i, 20);
            if (i % 2 == 0)
            {
                run.Operation("close", () => opened!.Dispose());
            }
        }
    });

    private static CrashScenario Creation()
    {
        var history = new LogHistory(1);
        return new CrashScenario
        {
            Name = "creation",
            Length = Length,
            Prepare = _ => history.Clear(),
            Run = run =>
            {
                TransactionalLog? log = null;
                run.Operation("create", () => log = TransactionalLog.Create(run.Memory));
                history.Append(run, "append", false, payloads => log!.Append(payloads[0]), 8);
            },
            Subject = () => new CreationSubject(history),
        };
    }

    // The committer's thread appends, and fences.
    private static CrashScenario Committer() => Single("committer", (run, history, log) =>
    {
        for (int i = 0; i < 4; i++)
        {
            history.Append(run, "append", false, payloads => log.AppendAsync(payloads[0]).AsTask().GetAwaiter().GetResult(), 8 + (40 * i));
        }
    });

    private static LogRecordWriter Write(LogRecordWriter writer, byte[] payload, int most)
    {
        writer.Begin(most);
        payload.CopyTo(writer.GetSpan(payload.Length));
        writer.Advance(payload.Length);
        return writer;
    }

    private static LogTransaction Add(LogTransaction transaction, byte[][] payloads)
    {
        Array.ForEach(payloads, payload => transaction.Append(payload));
        return transaction;
    }

    private static int[] LengthsOf(byte[][] payloads) => [.. payloads.Select(payload => payload.Length)];

    private static void CommitAtOnce(TransactionalLog log, byte[][] payloads)
    {
        using LogGroup group = log.BeginGroup();
        group.AppendDeferred([.. payloads.SelectMany(one => one)], LengthsOf(payloads));
    }

    // Each by itself, under one fence.
    private static void CommitPieces(TransactionalLog log, byte[][] payloads)
    {
        using LogGroup group = log.BeginGroup();
        foreach (byte[] payload in payloads)
        {
            group.AppendDeferred(payload, [payload.Length]);
        }
    }

    private static void CommitGroup(TransactionalLog log, byte[][] payloads)
    {
        using LogGroup group = log.BeginGroup();
        foreach (byte[] payload in payloads)
        {
            group.AppendDeferred(payload);
        }
    }
}
