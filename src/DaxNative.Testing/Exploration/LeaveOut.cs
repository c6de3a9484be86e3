namespace DaxNative.Testing;

/// <summary>Leaves out each flush and drain of one recorded run, and of the recoveries from it.</summary>
internal sealed class LeaveOut(RecordedRun run, ExplorerOptions options, CancellationToken cancellation)
{
    /// <param name="onAnotherThread">Whether the drains are done elsewhere instead.</param>
    /// <param name="isWanted">Which of them; those that are not are not in the report. Null: all.</param>
    /// <exception cref="CrashFoundException">The scenario fails with all of them.</exception>
    internal LeaveOutReport Each(bool onAnotherThread, Func<LeftOutEvent, bool>? isWanted = null)
    {
        CrashReport sound = CrashExplorer.Explore(run, options with { Fault = null, Known = null }, out Exploration explored, cancellation);
        sound.ThrowIfAnyFailed();
        var events = new List<LeftOutEvent>();
        foreach (TraceFault fault in Faults(explored, onAnotherThread))
        {
            cancellation.ThrowIfCancellationRequested();
            LeftOutEvent left = Describe(fault);
            if (isWanted is null || isWanted(left))
            {
                events.Add(Try(left, explored.Images.Visited));
            }
        }

        return new LeaveOutReport(sound, events);
    }

    // A flush has no thread that matters of its own: done elsewhere it is drained by nobody, which is the same as left out.
    private List<TraceFault> Faults(Exploration explored, bool onAnotherThread)
    {
        var faults = new List<TraceFault>();
        foreach (ref readonly TraceEvent entry in run.Trace.Events)
        {
            if (entry.IsFlushOrDrain && (!onAnotherThread || entry.Kind == TraceEventKind.Drain))
            {
                faults.Add(new TraceFault(entry.Kind, entry.Number, IsInRecovery: false, onAnotherThread));
            }
        }

        int flushes = onAnotherThread ? 0 : explored.Counts.Max(count => count.MostFlushes);
        faults.AddRange(Enumerable.Range(0, flushes).Select(number => new TraceFault(TraceEventKind.Flush, number, IsInRecovery: true)));
        faults.AddRange(Enumerable.Range(0, explored.Counts.Max(count => count.MostDrains))
            .Select(number => new TraceFault(TraceEventKind.Drain, number, IsInRecovery: true, onAnotherThread)));
        return faults;
    }

    private LeftOutEvent Try(LeftOutEvent left, VisitedImages known)
    {
        ExplorerOptions faulty = options with { Fault = left.Fault, Known = known, MaxReportedFailures = 1 };
        CrashReport report = CrashExplorer.Explore(run, faulty, out Exploration explored, cancellation);
        return left with
        {
            NewImages = explored.Images.NewCount,
            FailedImages = report.FailedImages,
            IsExhaustive = report.IsExhaustive,
            First = report.Failures.Count == 0 ? null : report.Failures[0],
        };
    }

    // Before it is tried.
    private LeftOutEvent Describe(TraceFault fault)
    {
        if (fault.IsInRecovery)
        {
            return new LeftOutEvent(fault, "the recovery", 0, 0, null, NewImages: 0, FailedImages: 0, IsExhaustive: false, First: null);
        }

        int index = IndexOf(fault);
        TraceEvent entry = run.Trace[index];
        string operation = entry.Operation < 0 ? "no operation" : run.Operations[entry.Operation].ToString();
        return new LeftOutEvent(
            fault, operation, entry.Offset, entry.Length, run.Sources[index]?.ToString(), NewImages: 0, FailedImages: 0, IsExhaustive: false, First: null);
    }

    private int IndexOf(TraceFault fault)
    {
        int index = 0;
        while (!fault.Hits(run.Trace[index], isRecovery: false))
        {
            index++;
        }

        return index;
    }
}
