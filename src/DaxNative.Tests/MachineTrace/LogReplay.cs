using System.Runtime.CompilerServices;
using DaxNative.Log;
using DaxNative.Testing;

namespace DaxNative.Tests;

/// <summary>
/// Gives what the machine did to a log to the simulated persistence domain, event by event, and cuts its power: the log's
/// own recovery must find what the probe was told is durable.
/// </summary>
internal sealed class LogReplay(IReadOnlyList<LoggedOperation> operations, IReadOnlyList<MachineEvent> events, string markers, string log)
{
    private const int LogLength = 8192;

    // Images are recovered on several threads, each of which has a memory of its own.
    private readonly ConditionalWeakTable<PersistentMapping, TransactionalLog> _recovered = new();

    /// <param name="folder">What the runner left.</param>
    /// <param name="name">The name that the probe was given.</param>
    internal static LogReplay Read(string folder, string name)
    {
        name += ".history";
        TraceExtents extents = TraceExtents.Read(Path.Combine(folder, "extents.tsv"));
        var replay = new LogReplay(
            [.. File.ReadLines(Path.Combine(folder, name + ".tsv")).Select(LoggedOperation.Parse)],
            [.. TraceReader.Read(Path.Combine(folder, "trace.bin"), extents)],
            name + ".plain",
            name + ".log");
        return replay.Trimmed();
    }

    internal IReadOnlyList<LoggedOperation> Operations => operations;

    /// <summary>What an operation stored into the caches: all but what the log means to leave there.</summary>
    internal IEnumerable<MachineEvent> CachedStoresOf(int number) =>
        EventsOf(number).Where(one => one.File == log && one.Kind == MachineEventKind.Store && !one.IsNonTemporal && one.Offset != LogLayout.TailWordOffset);

    /// <summary>The replay without some of the events.</summary>
    internal LogReplay Without(Func<MachineEvent, bool> isLeftOut) =>
        new(operations, [.. events.Where(one => !isLeftOut(one))], markers, log);

    /// <summary>The events of an operation.</summary>
    internal IReadOnlyList<MachineEvent> EventsOf(int number) => TraceWindows.Cut(events, markers)[number].Events;

    internal CrashReport Explore(long mostImages) => CrashExplorer.Explore(
        new CrashScenario
        {
            Name = "a log's machine trace",
            Length = LogLength,
            Run = Run,
            Subject = CrashSubject.Of(Recover, (recovered, crash) => Check(recovered.Log, recovered.Failure, crash)),
        },
        new ExplorerOptions { MaxImages = mostImages, RecoveryDepth = 1, KeepsSources = false, MaxReportedFailures = 1 });

    // From the first store to the log's last event, one thread's.
    private LogReplay Trimmed()
    {
        List<MachineEvent> all = [.. events];
        int first = all.FindIndex(one => one.File == log || one.File == markers);
        int last = all.FindLastIndex(one => one.File == log || one.File == markers);
        int thread = all[first].Thread;
        return new LogReplay(
            operations,
            [.. all.Take(first..(last + 1)).Where(one => one.Thread == thread && (one.IsFence || one.File == log || one.File == markers))],
            markers,
            log);
    }

    private void Run(CrashRun run)
    {
        PersistentMapping memory = run.Memory;
        int open = -1;
        byte[] bytes = new byte[8];
        foreach (MachineEvent one in events)
        {
            if (one.IsFence)
            {
                memory.Drain();
            }
            else if (one.File == markers && one.Kind == MachineEventKind.Store && one.Value != 0)
            {
                if (one.Offset == TracedOperation.BeginMarker)
                {
                    open = run.Begin("operation", (long)one.Value);
                }
                else
                {
                    run.Complete(open);
                }
            }
            else if (one.File == log && one.IsFlush)
            {
                memory.Flush(one.Line, MachineEvent.LineSize);
            }
            else if (one.File == log)
            {
                BitConverter.TryWriteBytes(bytes, one.Value);

                // What goes past the caches needs no flush: the simulator calls that flushed already.
                memory.Write(one.Offset, bytes.AsSpan(0, one.Size), one.IsNonTemporal ? StoreOptions.NonTemporal | StoreOptions.NoDrain : StoreOptions.NoFlush);
            }
        }
    }

    private (TransactionalLog? Log, LogException? Failure) Recover(PersistentMapping memory)
    {
        // The one before went with the power.
        if (_recovered.TryGetValue(memory, out TransactionalLog? before))
        {
            before.Abandon();
        }

        try
        {
            TransactionalLog recovered = TransactionalLog.Open(memory);
            _recovered.AddOrUpdate(memory, recovered);
            return (recovered, null);
        }
        catch (LogException failure)
        {
            return (null, failure);
        }
    }

    private void Check(TransactionalLog? recovered, LogException? failure, CrashState crash)
    {
        // Before the first operation the log is being made.
        crash.Require(recovered is not null || crash.StartedCount == 0, $"there is a log ({failure?.Message})");
        if (recovered is null)
        {
            return;
        }

        List<byte[]> found = [];
        using (LogReader reader = recovered.Read())
        {
            while (reader.TryRead(out LogRecord record))
            {
                found.Add(record.Payload.ToArray());
            }
        }

        IReadOnlyList<byte[]> before = History(crash.CompletedCount);
        int dropped = Dropped(crash.CompletedCount);
        LoggedOperation? open = crash.StartedCount > crash.CompletedCount ? operations[crash.CompletedCount] : null;
        IEnumerable<byte[]>[] allowed = open switch
        {
            null => [before.Skip(dropped)],
            { Kind: LoggedKind.Truncate } => [before.Skip(dropped), before.Skip(open.Dropped)],
            _ => [before.Skip(dropped), before.Concat(open.Payloads).Skip(dropped)],
        };
        crash.Require(allowed.Any(records => Same(records, found)), $"the {found.Count} records found are those acknowledged");
    }

    private IReadOnlyList<byte[]> History(int completed) => [.. operations.Take(completed).SelectMany(operation => operation.Payloads)];

    private int Dropped(int completed) => completed == 0 ? 0 : operations[completed - 1].Dropped;

    private static bool Same(IEnumerable<byte[]> expected, List<byte[]> found) =>
        expected.Count() == found.Count && expected.Zip(found).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
