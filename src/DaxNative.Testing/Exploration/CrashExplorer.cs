using System.Diagnostics;

namespace DaxNative.Testing;

/// <summary>
/// Runs a scenario once (several writers as often as they are to take turns in another order), then cuts the power at every flush, drain
/// and operation boundary: builds the images that can be left, recovers from each with the real recovery, and checks it; and cuts the
/// power again while it recovers.
/// </summary>
/// <remarks>Thread-safe. Nothing of an exploration outlives it; a scenario's own state must not be used by two at once.</remarks>
public static class CrashExplorer
{
    /// <summary>Explores a scenario.</summary>
    /// <param name="scenario">What to run and how to check it.</param>
    /// <param name="options">How much to explore; null for the default.</param>
    /// <param name="cancellation">Ends the exploration, also where a recovery does not return; waits up to five seconds for those under way.</param>
    /// <returns>What was explored and what failed; <see cref="CrashReport.ThrowIfFailed"/> makes a test of it.</returns>
    /// <exception cref="ArgumentException">The scenario runs nothing, or has too many writers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The memory's length or granularity, or an option, is none.</exception>
    /// <exception cref="CrashScenarioException">A function of the scenario is async: what comes after its first await would be in no run.</exception>
    /// <exception cref="InvalidOperationException">The writers block each other, or more than 63 threads stored or flushed.</exception>
    /// <exception cref="ExplorationCanceledException">The cancellation was requested; it has the report of what was found by then.</exception>
    /// <remarks>What the scenario's own code throws while it prepares or runs reaches the caller: that is no crash.</remarks>
    public static CrashReport Explore(CrashScenario scenario, ExplorerOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        options ??= new ExplorerOptions();
        options.Check();
        IReadOnlyList<string> died = DiedExplorations.Tell(scenario.Name);
        return scenario.Writers.Count == 0 || options.Schedules == 1
            ? Explore(RecordedRun.Record(scenario, options), options, out _, cancellation, died)
            : new ScheduleSeries(scenario, options, cancellation).Explore(died);
    }

    /// <summary>
    /// Leaves out each flush and each drain in turn, of the run and of its recoveries, and looks whether that is found: what is
    /// not is either redundant or not checked. The run happens once; only what the model believes of it changes.
    /// </summary>
    /// <param name="scenario">A scenario that is sound.</param>
    /// <param name="options">How much to explore for each event; null for the default. One schedule: the first.</param>
    /// <param name="onAnotherThread">Whether to do the drains on a thread that has flushed nothing, and leave out no flush.</param>
    /// <param name="cancellation">Ends the exploration.</param>
    /// <returns>What became of each event.</returns>
    /// <exception cref="ArgumentException">The scenario runs nothing, or has too many writers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The memory's length or granularity, or an option, is none.</exception>
    /// <exception cref="CrashFoundException">The scenario fails with nothing left out.</exception>
    /// <exception cref="CrashScenarioException">A function of the scenario is async: what comes after its first await would be in no run.</exception>
    /// <exception cref="InvalidOperationException">The writers block each other, or more than 63 threads stored or flushed.</exception>
    /// <exception cref="ExplorationCanceledException">The cancellation was requested; it has the report of what was found by then.</exception>
    public static LeaveOutReport LeaveOutEach(
        CrashScenario scenario, ExplorerOptions? options = null, bool onAnotherThread = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        options ??= new ExplorerOptions();
        options.Check();
        return new LeaveOut(RecordedRun.Record(scenario, options), options, cancellation).Each(onAnotherThread);
    }

    /// <summary>Makes one image again and recovers from it, for a debugger.</summary>
    /// <param name="scenario">As it was explored.</param>
    /// <param name="image">Which image; a report says it.</param>
    /// <param name="options">As it was explored: the same seed, schedule, images at most and depth. Nothing else matters.</param>
    /// <returns>What the recovery or the check threw; null if nothing. One that does not return is not ended.</returns>
    /// <exception cref="ArgumentException">There is no such image with these options.</exception>
    public static Exception? Repeat(CrashScenario scenario, ImagePath image, ExplorerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(image);
        options ??= new ExplorerOptions();
        options.Check();
        return FailureAnalysis.Repeat(RecordedRun.Record(scenario, options), options, image);
    }

    internal static CrashReport Explore(RecordedRun run, ExplorerOptions options, out Exploration exploration, CancellationToken cancellation, IReadOnlyList<string>? died = null)
    {
        long start = Stopwatch.GetTimestamp();
        int workers = options.Workers == 0 ? Environment.ProcessorCount : options.Workers;
        exploration = new Exploration(run, options, options.StopAtFirstFailure ? 1 : int.MaxValue, cancellation);
        exploration.Run(workers);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        LevelCount[] counts = exploration.Counts;
        long failed = counts.Sum(count => count.Failed);
        IReadOnlyList<(ImagePath Path, Exception Failure)> failures = exploration.Failures;
        bool isEarly = exploration.End is ExplorationEnd.Stuck or ExplorationEnd.TimeLimit or ExplorationEnd.Canceled;
        if (failed != 0 && workers > 1 && !isEarly)
        {
            // Which of two workers meets an image first is chance; in one thread the first failures are the same every time.
            int wanted = options.StopAtFirstFailure ? 1 : (int)Math.Min(failed, Math.Max(1, options.MaxReportedFailures));
            var again = new Exploration(run, options with { Progress = null, TimeLimit = null }, wanted, cancellation);
            again.Run(1);
            failures = again.Failures.Count == 0 ? failures : again.Failures;
            counts = options.StopAtFirstFailure && again.Failures.Count != 0 ? again.Counts : counts;
        }

        bool isCanceled = cancellation.IsCancellationRequested;
        CrashGaps gaps = failed != 0 || counts[0].Run == 0 || isCanceled ? CrashGaps.None : GapsOf(run, options, exploration);
        ExplorationEnd end = isCanceled ? ExplorationEnd.Canceled : exploration.End;
        var report = new CrashReport(run, options, new ExplorationResult(counts, failures, exploration.StuckAt, gaps, elapsed, end, exploration.Done)) { Died = died ?? [] };
        return isCanceled ? throw new ExplorationCanceledException(report, cancellation) : report;
    }

    private static CrashGaps GapsOf(RecordedRun run, ExplorerOptions options, Exploration exploration) =>
        run.Gaps()
        | (!exploration.WasAsked && BlindCheck.IsBlind(run, options) ? CrashGaps.NothingChecked : CrashGaps.None)
        | (exploration.IsNotDeterministic ? CrashGaps.NotDeterministic : CrashGaps.None);
}
