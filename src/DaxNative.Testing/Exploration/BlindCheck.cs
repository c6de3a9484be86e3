namespace DaxNative.Testing;

/// <summary>Asks whether a check notices that everything is lost: the memory as it was before the run, with all operations completed.</summary>
internal static class BlindCheck
{
    private static readonly Exception s_none = new InvalidOperationException();

    /// <summary>Whether it does not. What does not return has noticed something.</summary>
    internal static bool IsBlind(RecordedRun run, ExplorerOptions options)
    {
        var plan = new Exploration(run, options with { Progress = null, MaxImages = 1 }, 1, CancellationToken.None);
        Exception? noticed = WatchedThread.Run(watch => Try(run, options, plan, watch) ?? s_none, options.RecoveryLimit);
        return ReferenceEquals(noticed, s_none);
    }

    private static Exception? Try(RecordedRun run, ExplorerOptions options, Exploration plan, TryWatch watch)
    {
        using var worker = new ExplorationWorker(run, options, plan, watch);
        foreach (ref readonly TraceEvent entry in run.Trace.Events)
        {
            worker.Crash.Apply(entry);
        }

        return worker.Try(listener: null, 0);
    }
}
