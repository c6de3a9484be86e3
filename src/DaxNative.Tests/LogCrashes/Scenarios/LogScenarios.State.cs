using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

// What is given up, and what the log's user keeps in its state.
public static partial class LogScenarios
{
    // Several laps around the ring, with records that do not fit before its end.
    private static CrashScenario Truncations() => Single("truncations", (run, history, log) =>
    {
        for (int i = 0; i < 40; i++)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 300 + (i * 13 % 200));
            if (i % 5 == 0)
            {
                using LogAppender appender = log.AcquireAppender();
                history.Append(run, "transaction", payloads => Defer(appender, payloads).Commit(), 8, 40);
            }

            if (i % 4 == 3)
            {
                history.Truncate(run, log, i % 8 == 3 ? 2 : 0, log.Truncate);
            }
        }
    });

    // In the midst of a commit, at its beginning, over several, over what was cut before; and a head behind them.
    private static CrashScenario EndTruncations() => Single("end truncations", (run, history, log) =>
    {
        for (int i = 0; i < 4; i++)
        {
            using (LogAppender appender = log.AcquireAppender())
            {
                history.Append(run, "transaction", payloads => Defer(appender, payloads).Commit(), 8, 60, 33 + i, 100);
                history.TruncateEnd(run, 2, appender.TruncateEnd);
                history.Append(run, "append", payloads => appender.Append(payloads[0]), 200);
            }

            history.Append(run, "append", payloads => log.Append(payloads[0]), 96);
            history.TruncateEnd(run, 1, log.TruncateEnd);
            history.TruncateEnd(run, 2, log.TruncateEnd);
            history.Append(run, "append", payloads => log.Append(payloads[0]), 40 + i);
            if (i == 1)
            {
                history.Truncate(run, log, 2, log.Truncate);
            }
        }
    });

    private static CrashScenario Checkpoints() => Single("checkpoints", (run, history, log) =>
    {
        for (int i = 0; i < 5; i++)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 96);
            history.SetCheckpoint(run, log, 16 + (28 * i));
            history.Append(run, "append", payloads => log.Append(payloads[0]), 300);
            history.Append(run, "append", payloads => log.Append(payloads[0]), 8);
            history.Truncate(run, log, i % 3, TransactionalLog.MostCheckpoint - i);
            history.Append(run, "append", payloads => log.Append(payloads[0]), 8);
            history.Append(run, "append", payloads => log.Append(payloads[0]), 40);
            history.Truncate(run, log, 1, log.Truncate);
        }
    });
}
