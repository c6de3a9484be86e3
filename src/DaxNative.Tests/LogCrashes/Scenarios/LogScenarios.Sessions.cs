using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

// Logs that are closed, or whose process is killed, and that are opened again while the power may go.
public static partial class LogScenarios
{
    private static CrashScenario Sessions() => Single("sessions", (run, history, log) =>
    {
        for (int i = 0; i < 7; i++)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 8 + (40 * i));
            history.Append(run, "append", payloads => log.Append(payloads[0]), 20);
            if (i % 3 == 1)
            {
                history.TruncateEnd(run, 1, log.TruncateEnd);
            }
            else
            {
                // The end that was cut off a session ago lies behind the new head, that of two sessions ago before it.
                history.Truncate(run, log, i % 3 == 2 ? 3 : 1, log.Truncate);
            }

            run.Operation("close", i % 2 == 0 ? log.Dispose : log.Abandon);
            log = Open(run);
        }

        history.Truncate(run, log, 1, log.Truncate);
        run.Operation("close", log.Dispose);
    });

    // Recovery finds in the caches what a process stored that was killed before it wrote it back, a recovery perhaps.
    private static CrashScenario Kills(string name, StoreGranularity granularity, int length) => Single(
        name,
        (run, history, log) =>
        {
            for (int i = 0; i < 3; i++)
            {
                int operation = history.Begin(run, "append that is killed", out byte[][] payloads, 100 + (200 * i));
                LogSequenceNumber number = KilledProcess.StoreRecord(log, payloads[0]);
                log = OpenAfterKill(run, log);
                history.End(run, operation, number);
                history.Append(run, "append", payloads => log.Append(payloads[0]), 40);

                run.Operation("recovery that is killed, and another one", () =>
                {
                    KilledProcess.StoreState(run.Memory, state => state with { Tail = log.Tail.Position, Epoch = state.Epoch + 1 });
                    log = OpenAfterKill(run, log);
                });

                run.Operation("closing that is killed", () =>
                {
                    KilledProcess.StoreState(run.Memory, state => state with { Tail = log.Tail.Position, IsClean = true });
                    log = OpenAfterKill(run, log);
                });

                history.Truncate(run, log, 2, head =>
                {
                    KilledProcess.StoreState(run.Memory, state => state with { Head = head.Position, Tail = log.Tail.Position });
                    log = OpenAfterKill(run, log);
                });
                history.Append(run, "append", payloads => log.Append(payloads[0]), 130);
            }
        },
        granularity,
        length);

    // An append that was killed halfway is dropped by recovery. What is appended in its place ends as that one would have, so what
    // is stored of it can make the dropped one whole.
    private static CrashScenario TornRecords() => Single("torn records", (run, history, log) =>
    {
        for (int i = 0; i < 5; i++)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 50);
            int length = 60 + (90 * i);
            byte[] next = LogPayload.Make(0, (2 * i) + 1, length);
            LogPayload.Make(0, LogPayload.Uncommitted, LogPayload.Least).CopyTo(next, 0);
            KilledProcess.StoreRecord(log, next, LogLayout.LineSize);
            log = OpenAfterKill(run, log);
            history.Append(run, "append", payloads => log.Append(payloads[0]), length);
        }
    });

    // The engine of version 1 had several records under one drain: some may be there without one before them.
    private static CrashScenario RecordsUnderWay() => Single("records under way", (run, history, log) =>
    {
        for (int i = 0; i < 4; i++)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 8 + (40 * i));
            long first = log.Tail.Position;
            long at = first;
            var operations = new List<(int Operation, LogSequenceNumber Number)>();
            foreach (int length in (ReadOnlySpan<int>)[8, 24, 100 - (20 * i)])
            {
                int operation = history.Begin(run, "append", out byte[][] payloads, length);
                operations.Add((operation, new LogSequenceNumber(at, 0)));
                long end = KilledProcess.StoreRecord(log, at, first, payloads[0]);
                run.Memory.Flush(log.Memory.OffsetOf(at), end - at);
                at = end;
            }

            run.Memory.Drain();
            operations.ForEach(one => history.End(run, one.Operation, one.Number));
            log = OpenAfterKill(run, log);
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
                run.Operation("create", () => MakeEmpty(run.Memory));
                TransactionalLog log = Open(run);
                history.Append(run, "append", payloads => log.Append(payloads[0]), 8);
            },
            Subject = () => new CreationSubject(history),
        };
    }

    // Killed behind its last store.
    private static CrashScenario KilledCreation()
    {
        var history = new LogHistory(1);
        byte[] magic = new byte[sizeof(long)];
        return new CrashScenario
        {
            Name = "killed creation",
            Length = Length,
            Prepare = memory =>
            {
                history.Clear();
                MakeEmpty(memory);
                memory.AsSpan(LogLayout.IdentityOffset, sizeof(long)).CopyTo(magic);
                LogIdentity.Unfinished.CopyTo(memory.AsSpan(LogLayout.IdentityOffset, sizeof(long)));
            },
            Run = run =>
            {
                magic.CopyTo(run.Memory.AsSpan(LogLayout.IdentityOffset, sizeof(long)));
                TransactionalLog log = Open(run);
                history.Append(run, "append", payloads => log.Append(payloads[0]), 8);
            },
            Subject = () => new CreationSubject(history),
        };
    }

    private static TransactionalLog OpenAfterKill(CrashRun run, TransactionalLog log)
    {
        log.Abandon();
        return Open(run);
    }

    // An operation of its own, also within another one.
    private static TransactionalLog Open(CrashRun run)
    {
        TransactionalLog? log = null;
        run.Operation("open", () => log = TransactionalLog.Open(run.Memory));
        return log!;
    }
}
