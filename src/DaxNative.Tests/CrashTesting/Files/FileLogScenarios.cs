using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>What is done to <see cref="FileLog"/> while the power may go, and what must be there afterwards.</summary>
internal static class FileLogScenarios
{
    private const int LargeNumber = 7;
    private const int LargeLength = 15_000;

    private static readonly int[] s_lengths = [60, 700, 300, 900, 200];

    internal static IReadOnlyDictionary<string, Action<FileCrashRun, FileLogFault>> Runs { get; } = new Dictionary<string, Action<FileCrashRun, FileLogFault>>
    {
        ["appends"] = Appends,
        ["groups"] = Groups,
        ["a large record"] = ALargeRecord,
        ["batches"] = Batches,
        ["killed"] = Killed,
        ["until a flush fails"] = UntilAFlushFails,
        ["after a flush failed"] = AfterAFlushFailed,
    };

    internal static FileCrashScenario Of(string name, FileLogFault fault = FileLogFault.None) => new()
    {
        Name = $"{name}, {fault}",
        Run = run => Runs[name](run, fault),
        Subject = FileCrashSubject.Of(files => (Files: files, Log: FileLog.Open(files, fault)), (opened, crash) => Check(opened.Files, opened.Log, crash, fault)),
    };

    /// <summary>What record has which number is known.</summary>
    internal static byte[] Payload(long number, byte salt = 0)
    {
        byte[] payload = new byte[number == LargeNumber ? LargeLength : s_lengths[(number - 1) % s_lengths.Length]];
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] = (byte)(((number * 31) + (i * 7) + salt) | 1);
        }

        return payload;
    }

    private static void Appends(FileCrashRun run, FileLogFault fault)
    {
        FileLog log = Create(run, fault);
        for (int i = 0; i < 5; i++)
        {
            Append(run, log);
        }

        run.Operation("truncate", () => log.TruncateBefore(4), tag: 4);
        Append(run, log);
    }

    private static void Groups(FileCrashRun run, FileLogFault fault)
    {
        FileLog log = Create(run, fault);
        // The second group begins in one segment and ends in the next.
        for (int group = 0; group < 3; group++)
        {
            run.Operation(
                "append",
                () =>
                {
                    log.Write(Payload(log.Next));
                    log.Write(Payload(log.Next));
                    log.Commit();
                },
                tag: log.Next + 1);
        }
    }

    // Thirty sectors and more are under way at once.
    private static void ALargeRecord(FileCrashRun run, FileLogFault fault)
    {
        FileLog log = Create(run, fault);
        run.Operation(
            "append",
            () =>
            {
                for (int i = 1; i < LargeNumber; i++)
                {
                    log.Write(Payload(i));
                }

                log.Commit();
            },
            tag: LargeNumber - 1);
        Append(run, log);
        Append(run, log);
    }

    private static void Batches(FileCrashRun run, FileLogFault fault)
    {
        FileLog log = Create(run, fault);
        Append(run, log);
        run.Operation("batch", () => log.AppendBatch(Payload(2), Payload(3), Payload(4)), tag: 4);
        Append(run, log);
    }

    // The process ends between a write and its flush; what it had written is in the page cache when it starts again.
    private static void Killed(FileCrashRun run, FileLogFault fault)
    {
        FileLog log = Create(run, fault);
        Append(run, log);
        run.Begin("append", log.Next);
        log.Write(Payload(log.Next));
        Reopen(run, fault);
    }

    private static void UntilAFlushFails(FileCrashRun run, FileLogFault fault)
    {
        try
        {
            Appends(run, fault);
        }
        catch (IOException)
        {
            // The log says so and takes nothing more; nobody opens it before the power goes.
        }
    }

    // The process starts again after the failure; what the flush lost is still in the page cache.
    private static void AfterAFlushFailed(FileCrashRun run, FileLogFault fault)
    {
        UntilAFlushFails(run, fault);
        Reopen(run, fault);
    }

    private static FileLog Create(FileCrashRun run, FileLogFault fault)
    {
        FileLog? log = null;
        run.Operation("create", () => log = FileLog.Open(run.Files, fault));
        return log!;
    }

    private static void Append(FileCrashRun run, FileLog log) => run.Operation("append", () => log.Append(Payload(log.Next)), tag: log.Next);

    private static void Reopen(FileCrashRun run, FileLogFault fault)
    {
        FileLog log = Create(run, fault);
        run.Operation("show what there is", () => { }, tag: log.Next - 1);
        Append(run, log);
    }

    private static void Check(SimulatedFileSystem files, FileLog log, CrashState crash, FileLogFault fault)
    {
        long acknowledged = LastOf(crash, crash.IsCompleted);
        long begun = LastOf(crash, crash.IsStarted);
        crash.Require(log.Next - 1 >= acknowledged);
        crash.Require(log.Next - 1 <= begun);
        for (int i = 0; i < log.Records.Count; i++)
        {
            crash.Require(log.Records[i].AsSpan().SequenceEqual(Payload(log.First + i)), $"record {log.First + i} is what was appended");
        }

        foreach (CrashOperation operation in crash.Operations)
        {
            bool isBatch = operation.Name == "batch";
            crash.Require(!isBatch || log.Next - 1 < operation.Tag - 2 || log.Next - 1 >= operation.Tag, "a batch is there whole or not at all");
            bool isTruncation = operation.Name == "truncate";
            crash.Require(!isTruncation || log.First == operation.Tag || !crash.IsCompleted(operation.Index), "what was given up stays away");
            crash.Require(!isTruncation || log.First == 1 || crash.IsStarted(operation.Index), "what was not given up is there");
        }

        GoOn(files, log, crash, fault);
    }

    // What follows must be there too when the log is opened once more.
    private static void GoOn(SimulatedFileSystem files, FileLog log, CrashState crash, FileLogFault fault)
    {
        byte[] another = Payload(log.Next, salt: 100);
        log.Append(another);
        FileLog again = FileLog.Open(files, fault);
        crash.Require(again.First == log.First);
        crash.Require(again.Next == log.Next);
        crash.Require(again.Records[^1].AsSpan().SequenceEqual(another), "the record that was appended after the crash is what was appended");
    }

    private static long LastOf(CrashState crash, Func<int, bool> isWanted) => crash.Operations
        .Where(operation => operation.Name is "append" or "batch" or "show what there is" && isWanted(operation.Index))
        .Select(operation => operation.Tag).DefaultIfEmpty(0).Max();
}
