namespace DaxNative.Testing;

/// <summary>Leaves out each flush and drain of one recorded run, and of the recoveries from it.</summary>
internal sealed class LeaveOut(RecordedRun run, ExplorerOptions options, CancellationToken cancellation)
{
    /// <exception cref="CrashFoundException">The scenario fails with all of them.</exception>
    internal LeaveOutReport Each(bool onAnotherThread)
    {
        CrashReport sound = CrashExplorer.Explore(run, options with { Fault = null, Known = null }, out Exploration explored, cancellation);
        sound.ThrowIfFailed();
        var events = new List<LeftOutEvent>();
        foreach (TraceFault fault in Faults(explored, onAnotherThread))
        {
            cancellation.ThrowIfCancellationRequested();
            events.Add(Try(fault, explored.Visited));
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

    private LeftOutEvent Try(TraceFault fault, VisitedImages known)
    {
        ExplorerOptions faulty = options with { Fault = fault, Known = known, MaxReportedFailures = 1 };
        CrashReport report = CrashExplorer.Explore(run, faulty, out Exploration explored, cancellation);
        CrashFailure? first = report.Failures.Count == 0 ? null : report.Failures[0];
        int index = fault.IsInRecovery ? -1 : IndexOf(fault);
        if (index < 0)
        {
            return new LeftOutEvent(fault, "the recovery", 0, 0, null, explored.NewImages, report.FailedImages, report.IsExhaustive, first);
        }

        TraceEvent entry = run.Trace[index];
        string operation = entry.Operation < 0 ? "no operation" : run.Operations[entry.Operation].ToString();
        return new LeftOutEvent(
            fault, operation, entry.Offset, entry.Length, run.Sources[index]?.ToString(), explored.NewImages, report.FailedImages, report.IsExhaustive, first);
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
