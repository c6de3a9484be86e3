using System.Globalization;
using System.Text;

namespace DaxNative.Testing;

/// <summary>What an exploration of files has found, and how much of what is possible it has seen.</summary>
public sealed class FileCrashReport
{
    internal FileCrashReport(
        RecordedFileRun run, ExplorerOptions options, LevelCount[] counts, IReadOnlyList<(ImagePath Path, Exception Failure)> failures, TimeSpan elapsed)
    {
        Scenario = run.Scenario.Name;
        Seed = options.Seed;
        Elapsed = elapsed;
        Fingerprint = run.Fingerprint();
        Flushes = run.Flushes;
        Levels = [.. counts.Select((count, depth) => new CrashLevelReport(
            count.Points, count.Possible, count.Built, count.Distinct, count.Run, count.Failed, count.Uncut,
            !count.IsSampled && (depth == 0 || counts[depth - 1].Uncut == 0)))];
        Failures = [.. failures.Take(options.MaxReportedFailures).Select(failure => FileFailureAnalysis.Explain(run, options, failure.Path, failure.Failure))];
    }

    /// <summary>Gets the scenario's name.</summary>
    public string Scenario { get; }

    /// <summary>Gets the seed that repeats the exploration.</summary>
    public ulong Seed { get; }

    /// <summary>Gets a hash of everything that the run did: equal for two runs that did the same in the same order.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Gets how many flushes the run made, of files and of directories: each may be made to fail by <see cref="FileCrashScenario.FailedFlushes"/>.</summary>
    public int Flushes { get; }

    /// <summary>Gets what was explored: crashes of the run first, then crashes of the recovery.</summary>
    public IReadOnlyList<CrashLevelReport> Levels { get; }

    /// <summary>Gets how many different images, with different operations completed, were explored.</summary>
    public long DistinctImages => Levels.Sum(level => level.Distinct);

    /// <summary>Gets how many images were recovered and checked.</summary>
    public long ImagesRun => Levels.Sum(level => level.Run);

    /// <summary>Gets how many images were not sound.</summary>
    public long FailedImages => Levels.Sum(level => level.Failed);

    /// <summary>Gets whether every image that the model allows was explored, at every depth asked for.</summary>
    public bool IsExhaustive => Levels.All(level => level.IsExhaustive);

    /// <summary>Gets the first failures, explained.</summary>
    public IReadOnlyList<FileCrashFailure> Failures { get; }

    /// <summary>Gets how long the exploration took, the run itself not counted.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Gets how many images were recovered and checked in a second.</summary>
    public double ImagesPerSecond => ImagesRun / Math.Max(Elapsed.TotalSeconds, 1e-9);

    /// <summary>Does nothing if every image was sound.</summary>
    /// <exception cref="CrashFoundException">One was not.</exception>
    public void ThrowIfFailed()
    {
        if (FailedImages != 0)
        {
            throw new CrashFoundException(this);
        }
    }

    /// <summary>Gets the report as a person needs it.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Scenario}: {(FailedImages == 0 ? "no crash image failed" : $"{FailedImages:N0} of {ImagesRun:N0} crash images failed")} (seed {Seed}, run {Fingerprint:x16})");
        for (int depth = 0; depth < Levels.Count; depth++)
        {
            string of = depth switch { 0 => "run", 1 => "recovery", _ => "recovery after that" };
            text.AppendLine($"  crashes of the {of}: {Levels[depth]}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  {(IsExhaustive ? "exhaustive" : "not exhaustive")}, {Elapsed.TotalSeconds:0.00} s, {ImagesPerSecond:N0} images/s");
        foreach (FileCrashFailure failure in Failures)
        {
            text.AppendLine().AppendLine(failure.ToString());
        }

        return text.ToString().TrimEnd();
    }
}
