using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.LogCrashes;

// What is rarely done to a log: it becomes longer, or its damaged end is cut off.
public static partial class LogScenarios
{
    private const int LongestGrown = 16384;

    // With the kept records in one piece, and going over the ring's end; with room for just those, and for more.
    private static CrashScenario Growth()
    {
        var growths = new List<(int Operation, long Capacity)>();
        return Single(
            "growth",
            (run, history, log) => Grow(run, history, growths, log),
            length: LongestGrown,
            logLength: Length,
            subject: history => new GrowthSubject(history, growths));
    }

    private static void Grow(CrashRun run, LogHistory history, List<(int Operation, long Capacity)> growths, TransactionalLog log)
    {
        growths.Clear();
        history.Append(run, "append", payloads => log.Append(payloads[0]), 8);
        foreach (int more in (ReadOnlySpan<int>)[64, 2048, 512, 4096])
        {
            AppendUntilWrapped(run, history, log);
            long length = LogLayout.RingOffset + log.Capacity + Math.Max(more, Wrapped(log));
            int operation = history.Change(run, "grow", content => content, () => log.GrowInto(length, () => run.Memory));
            growths.Add((operation, log.Capacity));
            history.Append(run, "append", payloads => log.Append(payloads[0]), 200);
            history.Append(run, "append", payloads => log.Append(payloads[0]), 33);
            if (more != 2048)
            {
                continue;
            }

            log.Abandon();
            if (!TryOpen(run, ref log))
            {
                return;
            }

            GoOnceAround(run, history, log);
        }

        history.Truncate(run, log, 1, log.Truncate);
    }

    private static void AppendUntilWrapped(CrashRun run, LogHistory history, TransactionalLog log)
    {
        for (int i = 0; Wrapped(log) == 0; i++)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 700 - (64 * (i % 8)));
            history.Append(run, "append", payloads => log.Append(payloads[0]), 60);
            history.Append(run, "append", payloads => log.Append(payloads[0]), 500);
            history.Truncate(run, log, 3, log.Truncate);
        }

        history.Append(run, "append", payloads => log.Append(payloads[0]), 90);
    }

    // Into another lap, so that the ring begins somewhere else.
    private static void GoOnceAround(CrashRun run, LogHistory history, TransactionalLog log)
    {
        for (long end = log.Tail.Position + log.Capacity; log.Head.Position < end;)
        {
            history.Append(run, "append", payloads => log.Append(payloads[0]), 900);
            history.Truncate(run, log, 1, log.Truncate);
        }
    }

    // A log with a fault may not open here: then its images show that too.
    private static bool TryOpen(CrashRun run, ref TransactionalLog log)
    {
        try
        {
            log = Open(run);
            return true;
        }
        catch (LogCorruptException)
        {
            return false;
        }
    }

    // How much of the kept records lies at the ring's beginning.
    private static long Wrapped(TransactionalLog log) =>
        Math.Max(0, log.Memory.Within(log.Head.Position) + log.Used - log.Capacity);

    // Records of one line each, so that whole ones lie behind whatever is appended in the damage's place.
    private static CrashScenario Salvage()
    {
        var damages = new List<(int Damage, int Cut)>();
        return Single("salvage", (run, history, log) => DamageAndCut(run, history, damages, log), subject: history => new SalvageSubject(history, damages));
    }

    private static void DamageAndCut(CrashRun run, LogHistory history, List<(int Damage, int Cut)> damages, TransactionalLog log)
    {
        damages.Clear();
        byte[] garbage = new byte[LogLayout.LineSize / 2];
        Array.Fill(garbage, (byte)0xAA);
        for (int i = 0; i < 4; i++)
        {
            for (int record = 0; record < 5; record++)
            {
                history.Append(run, "append", payloads => log.Append(payloads[0]), 8 + record);
            }

            run.Operation("close", log.Abandon);
            int lost = 2 + (i % 3);
            long offset = log.Memory.OffsetOf(history.NumberOfLast(log, lost).Position);
            int damage = history.Change(run, "damage", content => content with { Records = content.Records[..^lost] }, () => run.Memory.Write(offset, garbage));
            damages.Add((damage, damage + 1));
            history.Change(run, "cut the damage off", content => content, () => LogSalvage.Examine(run.Memory).Cut());
            if (!TryOpen(run, ref log))
            {
                return;
            }

            if (i == 1)
            {
                history.Append(run, "append", payloads => log.Append(payloads[0]), 90);
            }
        }

        history.Append(run, "append", payloads => log.Append(payloads[0]), 8);
    }
}
