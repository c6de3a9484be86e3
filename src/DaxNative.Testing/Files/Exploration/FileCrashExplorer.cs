using System.Diagnostics;

namespace DaxNative.Testing;

/// <summary>
/// Runs a scenario on files once, then cuts the power at every flush and operation boundary: builds the images of the disk
/// that can be left, recovers from each with the real recovery, and checks it; and cuts the power again while it recovers.
/// </summary>
/// <remarks>For memory that is mapped there is <see cref="CrashExplorer"/>. Of the options, TimeLimit, RecoveryLimit and ComparesRecoveries are not looked at. Thread-safe. Nothing of an exploration outlives it; a scenario's own state must not be used by two at once.</remarks>
public static class FileCrashExplorer
{
    /// <summary>Explores a scenario.</summary>
    /// <param name="scenario">What to run and how to check it.</param>
    /// <param name="options">How much to explore; null for the default.</param>
    /// <param name="cancellation">Ends the exploration.</param>
    /// <returns>What was explored and what failed; <see cref="FileCrashReport.ThrowIfFailed"/> makes a test of it.</returns>
    /// <exception cref="ArgumentException">A flush is to fail that the run does not make.</exception>
    /// <exception cref="ArgumentNullException">The scenario has nothing to run, or no subject.</exception>
    /// <exception cref="CrashScenarioException">A function of the scenario is async: what comes after its first await would be in no run.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The scenario's sector size or rules, or an option, is none.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    /// <remarks>What the scenario's own code throws while it prepares or runs reaches the caller: that is no crash.</remarks>
    public static FileCrashReport Explore(FileCrashScenario scenario, ExplorerOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        options ??= new ExplorerOptions();
        options.Check();
        return Explore(RecordedFileRun.Record(scenario, options), options, out _, cancellation);
    }

    /// <summary>
    /// Leaves out each flush in turn, of the run and of its recoveries, and looks whether that is found: what is not is either
    /// redundant or not checked. The run happens once; only what the model believes of it changes.
    /// </summary>
    /// <param name="scenario">A scenario that is sound.</param>
    /// <param name="options">How much to explore for each flush; null for the default.</param>
    /// <param name="cancellation">Ends the exploration.</param>
    /// <returns>What became of each flush.</returns>
    /// <exception cref="ArgumentException">A flush is to fail that the run does not make.</exception>
    /// <exception cref="ArgumentNullException">The scenario has nothing to run, or no subject.</exception>
    /// <exception cref="CrashScenarioException">A function of the scenario is async: what comes after its first await would be in no run.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The scenario's sector size or rules, or an option, is none.</exception>
    /// <exception cref="CrashFoundException">The scenario fails with nothing left out.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    public static FileLeaveOutReport LeaveOutEach(FileCrashScenario scenario, ExplorerOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        options ??= new ExplorerOptions();
        options.Check();
        return new FileLeaveOut(RecordedFileRun.Record(scenario, options), options, cancellation).Each();
    }

    /// <summary>Makes one image again and recovers from it, for a debugger.</summary>
    /// <param name="scenario">As it was explored.</param>
    /// <param name="image">Which image; a report says it.</param>
    /// <param name="options">As it was explored; the number of workers does not matter.</param>
    /// <returns>What the recovery or the check threw; null if nothing.</returns>
    /// <exception cref="ArgumentException">There is no such image with these options.</exception>
    public static Exception? Repeat(FileCrashScenario scenario, ImagePath image, ExplorerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(image);
        options ??= new ExplorerOptions();
        options.Check();
        return new FileFailureAnalysis(RecordedFileRun.Record(scenario, options), options, image).Try();
    }

    internal static FileCrashReport Explore(RecordedFileRun run, ExplorerOptions options, out FileExploration exploration, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        int workers = options.Workers == 0 ? Environment.ProcessorCount : options.Workers;
        exploration = new FileExploration(run, options, options.StopAtFirstFailure ? 1 : long.MaxValue, cancellation);
        exploration.Run(workers);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        LevelCount[] counts = exploration.Counts;
        IReadOnlyList<(ImagePath Path, Exception Failure)> failures = exploration.Failures;
        if (failures.Count != 0 && workers > 1)
        {
            // Which of two workers meets an image first is chance; in one thread the first failures are the same every time.
            long wanted = options.StopAtFirstFailure ? 1 : Math.Min(counts.Sum(count => count.Failed), Math.Max(1, options.MaxReportedFailures));
            var again = new FileExploration(run, options with { Progress = null }, wanted, cancellation);
            again.Run(1);
            failures = again.Failures;
            counts = options.StopAtFirstFailure ? again.Counts : counts;
        }

        return new FileCrashReport(run, options, counts, failures, elapsed);
    }
}
