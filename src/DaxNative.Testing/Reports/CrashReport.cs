using System.Globalization;
using System.Text;

namespace DaxNative.Testing;

/// <summary>What an exploration has found, and how much of what is possible it has seen.</summary>
public sealed class CrashReport
{
    private readonly RecordedRun _run;

    internal CrashReport(RecordedRun run, ExplorerOptions options, ExplorationResult result)
    {
        LevelCount[] counts = result.Counts;
        _run = run;
        Scenario = run.Scenario.Name;
        Seed = options.Seed;
        Elapsed = result.Elapsed;
        Gaps = result.Gaps;
        End = result.End;
        Done = result.Done;
        Fingerprint = run.Fingerprint();
        Levels = [.. counts.Select((count, depth) => new CrashLevelReport(
            count.Points, count.Possible, count.Built, count.Distinct, count.Run, count.Failed, count.Uncut,
            !count.IsSampled && count.Built >= count.Possible && (depth == 0 || counts[depth - 1].Uncut == 0)))];
        Failures = [.. result.Failures.Take(options.MaxReportedFailures)
            .Select(failure => FailureAnalysis.Explain(run, options, failure.Path, failure.Failure, result.StuckAt.Contains(failure.Path)))];
        Findings = FlushAudit.Of(run);
    }

    /// <summary>Gets the scenario's name.</summary>
    public string Scenario { get; }

    /// <summary>Gets the seed that repeats the exploration.</summary>
    public ulong Seed { get; }

    /// <summary>Gets a hash of everything that the run did: equal for two runs that did the same in the same order.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Gets how often a writer waited for another one: for a lock, a condition, an event, or by spinning.</summary>
    public int TimesBlocked => _run.Schedule.TimesBlocked;

    /// <summary>
    /// Gets whether the order of the writers depended on nothing but the seed, so that it comes again on any machine. False where one spun
    /// or slept for so long that it was taken for blocked, where a thread of the structure's own took part, and where something outside the
    /// writers ended a wait.
    /// </summary>
    public bool IsRepeatable => _run.Schedule.TimesGuessed == 0;

    /// <summary>Gets in how many orders the writers took turns (<see cref="ExplorerOptions.Schedules"/>); 1 where there are none.</summary>
    public int Schedules { get; private set; } = 1;

    /// <summary>Gets how many of these orders led to runs that did different things. Only those were explored.</summary>
    public int DifferentSchedules { get; private set; } = 1;

    /// <summary>
    /// Gets the order in which the writers took turns, in words; empty where there are none. Of several orders, that of the first failure,
    /// or else of the first run: the fingerprint, the findings and the stores found are of the same.
    /// </summary>
    public string ScheduleText => _run.Schedule.Turns.Count == 0 ? "" : _run.Schedule.ToString();

    /// <summary>Gets what was explored: crashes of the run first, then crashes of the recovery.</summary>
    public IReadOnlyList<CrashLevelReport> Levels { get; private set; }

    /// <summary>Gets how many different images, with different operations completed, were explored.</summary>
    public long DistinctImages => Levels.Sum(level => level.Distinct);

    /// <summary>Gets how many images were recovered and checked.</summary>
    public long ImagesRun => Levels.Sum(level => level.Run);

    /// <summary>Gets how many images were not sound.</summary>
    public long FailedImages => Levels.Sum(level => level.Failed);

    /// <summary>Gets whether every image that the model allows was explored, at every depth asked for.</summary>
    public bool IsExhaustive => Levels.All(level => level.IsExhaustive);

    /// <summary>
    /// Gets why it proves less than it seems to, if nothing failed. <see cref="ThrowIfFailed"/> throws for what
    /// <see cref="CrashScenario.AllowedGaps"/> does not allow.
    /// </summary>
    public CrashGaps Gaps { get; private set; }

    /// <summary>
    /// Gets what is known of explorations of this scenario by processes that have died: which images they were at, and how to make those
    /// again. Told once; nobody else removes the files that say it from the folder for temporary files.
    /// </summary>
    public IReadOnlyList<string> Died { get; internal init; } = [];

    /// <summary>Gets the first failures, explained.</summary>
    public IReadOnlyList<CrashFailure> Failures { get; private set; }

    /// <summary>Gets what was found without any crash: stores never flushed, flushes and drains for nothing. Not failures.</summary>
    public IReadOnlyList<FlushFinding> Findings { get; }

    /// <summary>Gets how long the exploration took, the run itself not counted.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Gets why the exploration ended.</summary>
    public ExplorationEnd End { get; private set; }

    /// <summary>Gets the part of the run's planned images that was explored, 0 to 1; where it ended early, about.</summary>
    public double Done { get; private set; }

    /// <summary>
    /// Gets how many of the run's stores were found by comparing, because they were made through a span, a reference or a memory. Of
    /// several to one place between two events only the last was seen, and crashed.
    /// </summary>
    public int StoresFound => _run.StoresFound;

    /// <summary>Gets how many images were recovered and checked in a second.</summary>
    public double ImagesPerSecond => ImagesRun / Math.Max(Elapsed.TotalSeconds, 1e-9);

    /// <summary>
    /// Writes the report as a page for a browser, which needs nothing else: what failed, what was lost and kept, the time line of stores,
    /// flushes and drains by line and writer, and the call that makes the image again.
    /// </summary>
    /// <param name="writer">Gets the text, in HTML.</param>
    public void WriteHtml(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(new HtmlReport(this, _run).Write());
    }

    /// <summary>Writes the run's events for pmreorder.</summary>
    /// <param name="writer">Gets the text.</param>
    /// <param name="file">The file that pmreorder is to change, which holds the memory as it was before the run.</param>
    /// <exception cref="ArgumentException">The path has a character that the format uses itself.</exception>
    public void ExportForPmreorder(TextWriter writer, string file) => PmreorderLog.Write(_run, writer, file);

    /// <summary>Gets the memory as it was before the run, for the file that pmreorder changes.</summary>
    /// <returns>A copy.</returns>
    public byte[] MemoryBeforeRun() => System.Runtime.InteropServices.MemoryMarshal.AsBytes(_run.Before.AsSpan()).ToArray();

    /// <summary>Does nothing if every image was sound, and that proves something.</summary>
    /// <exception cref="CrashFoundException">One was not.</exception>
    /// <exception cref="CrashScenarioException">
    /// None failed, and there are gaps (<see cref="Gaps"/>) that the scenario does not allow: nothing was stored, promised or checked.
    /// </exception>
    public void ThrowIfFailed()
    {
        ThrowIfAnyFailed();
        if (OpenGaps != CrashGaps.None)
        {
            throw new CrashScenarioException(this);
        }
    }

    /// <summary>The gaps that the scenario does not allow.</summary>
    private CrashGaps OpenGaps => Gaps & ~_run.Scenario.AllowedGaps;

    /// <summary>How it went, in a few words.</summary>
    internal string Verdict => FailedImages == 0
        ? "no crash image failed"
        : string.Create(CultureInfo.InvariantCulture, $"{FailedImages:N0} of {ImagesRun:N0} crash images failed");

    /// <summary>What must be known before anything else of the report is believed.</summary>
    internal IEnumerable<string> Warnings => GapWords.Of(OpenGaps).Select(gap => $"PROVES LITTLE: {gap}").Concat(Died);

    /// <summary>The orders of the writers; empty where there are none.</summary>
    internal string SchedulesText => ScheduleText.Length == 0 || Schedules == 1
        ? ScheduleText
        : string.Create(CultureInfo.InvariantCulture, $"{Schedules:N0} schedules, {DifferentSchedules:N0} of them different; {(FailedImages == 0 ? "the first" : "the first that failed")}: {ScheduleText}");

    /// <summary>What was not looked at.</summary>
    internal IEnumerable<string> Limits
    {
        get
        {
            if (End != ExplorationEnd.Done)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"ended early ({End}), with {Done:P0} of the run's images explored");
            }

            if (StoresFound != 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{StoresFound:N0} stores through spans or references: what was overwritten before the next flush, drain or operation's boundary was not seen");
            }
        }
    }

    /// <summary>What is crashed at a depth.</summary>
    internal static string NameOf(int depth) => depth switch { 0 => "run", 1 => "recovery", _ => "recovery after that" };

    /// <summary>Tells what several runs of one scenario have come to.</summary>
    /// <param name="reports">Of the runs that did different things, at least one.</param>
    /// <param name="schedules">How many runs there were.</param>
    /// <param name="most">How many failures are kept.</param>
    /// <param name="elapsed">How long all of it took.</param>
    /// <param name="done">The part of all runs that was explored, 0 to 1.</param>
    /// <param name="end">Why it ended.</param>
    internal static CrashReport Of(IReadOnlyList<CrashReport> reports, int schedules, int most, TimeSpan elapsed, double done, ExplorationEnd end)
    {
        var whole = (CrashReport)(reports.FirstOrDefault(report => report.FailedImages != 0) ?? reports[0]).MemberwiseClone();
        whole.Levels = [.. Enumerable.Range(0, reports[0].Levels.Count).Select(depth => reports.Select(report => report.Levels[depth]).Aggregate(CrashLevelReport.Sum))];
        whole.Failures = [.. reports.SelectMany(report => report.Failures).Take(most)];

        // What one run lacks another may have; a recovery that was once seen to be chance is that.
        CrashGaps lacking = reports.Select(report => report.Gaps).Aggregate((all, gaps) => all & gaps);
        whole.Gaps = reports.Any(report => report.FailedImages != 0) ? CrashGaps.None
            : lacking | (reports.Select(report => report.Gaps).Aggregate((all, gaps) => all | gaps) & CrashGaps.NotDeterministic);
        (whole.Schedules, whole.DifferentSchedules, whole.Elapsed, whole.Done, whole.End) = (schedules, reports.Count, elapsed, done, end);
        return whole;
    }

    internal void ThrowIfAnyFailed()
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
        text.AppendLine(CultureInfo.InvariantCulture, $"{Scenario}: {Verdict} (seed {Seed}, run {Fingerprint:x16})");
        foreach (string warning in Warnings)
        {
            text.AppendLine($"  {warning}");
        }

        if (SchedulesText is { Length: > 0 } schedules)
        {
            text.AppendLine($"  {schedules}");
        }

        for (int depth = 0; depth < Levels.Count; depth++)
        {
            text.AppendLine($"  crashes of the {NameOf(depth)}: {Levels[depth]}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  {(IsExhaustive ? "exhaustive" : "not exhaustive")}, {Elapsed.TotalSeconds:0.00} s, {ImagesPerSecond:N0} images/s");
        foreach (string line in Limits.Concat(Findings.Select(finding => finding.ToString())))
        {
            text.AppendLine($"  {line}");
        }

        foreach (CrashFailure failure in Failures)
        {
            text.AppendLine().AppendLine(failure.ToString());
        }

        return text.ToString().TrimEnd();
    }
}
