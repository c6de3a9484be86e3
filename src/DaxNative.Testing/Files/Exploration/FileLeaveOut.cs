namespace DaxNative.Testing;

/// <summary>Leaves out each flush of one recorded run, and of the recoveries from it.</summary>
internal sealed class FileLeaveOut(RecordedFileRun run, ExplorerOptions options, CancellationToken cancellation)
{
    /// <exception cref="CrashFoundException">The scenario fails with all of them.</exception>
    internal FileLeaveOutReport Each()
    {
        FileCrashReport sound = FileCrashExplorer.Explore(run, options with { Known = null }, out FileExploration explored, cancellation);
        sound.ThrowIfFailed();
        int inRecovery = explored.Counts.Max(count => count.MostFlushes);
        return new FileLeaveOutReport(
            sound,
            [
                .. run.Trace.Where(entry => entry.IsFlush).Select(entry => Try(new LeftOut(entry.Number, IsInRecovery: false), entry, explored.Images.Visited)),
                .. Enumerable.Range(0, inRecovery).Select(number => Try(new LeftOut(number, IsInRecovery: true), flush: null, explored.Images.Visited)),
            ]);
    }

    private LeftOutFlush Try(LeftOut left, FileEvent? flush, VisitedImages known)
    {
        cancellation.ThrowIfCancellationRequested();
        FileCrashReport report = FileCrashExplorer.Explore(
            run with { LeftOut = left }, options with { Known = known, MaxReportedFailures = 1 }, out FileExploration explored, cancellation);
        string operation = flush is null ? "the recovery" : flush.Operation < 0 ? "no operation" : run.Operations[flush.Operation].ToString();
        return new LeftOutFlush(
            left.Number, left.IsInRecovery, flush?.Path, operation, flush?.Source?.ToString(),
            explored.Images.NewCount, report.FailedImages, report.IsExhaustive, report.Failures.Count == 0 ? null : report.Failures[0]);
    }
}
