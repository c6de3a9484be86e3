using System.Diagnostics;

namespace DaxNative.Testing;

/// <summary>Runs a scenario of several writers again and again, in another order each time, and explores each run that did something new.</summary>
internal sealed class ScheduleSeries(CrashScenario scenario, ExplorerOptions options, CancellationToken cancellation)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly HashSet<ulong> _fingerprints = [];
    private readonly List<CrashReport> _reports = [];
    private long _spent;
    private int _runs;

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    internal CrashReport Explore(IReadOnlyList<string> died)
    {
        try
        {
            while (_runs < options.Schedules)
            {
                if (ExploreNext(died) is { } end)
                {
                    return Whole(end);
                }
            }
        }
        catch (ExplorationCanceledException canceled) when (canceled.Report is { } last)
        {
            _reports.Add(last);
            throw new ExplorationCanceledException(Whole(ExplorationEnd.Canceled), cancellation);
        }

        return Whole(ExplorationEnd.Done);
    }

    // Null to go on; else why all of it ends.
    private ExplorationEnd? ExploreNext(IReadOnlyList<string> died)
    {
        ExplorerOptions own = Own();
        var run = RecordedRun.Record(scenario, own);
        _runs++;
        if (!_fingerprints.Add(run.Fingerprint()))
        {
            return null;
        }

        CrashReport report = CrashExplorer.Explore(run, own, out _, cancellation, _reports.Count == 0 ? died : null);
        _reports.Add(report);
        _spent += report.Levels.Sum(level => level.Built);
        if (report.End == ExplorationEnd.Stuck || (report.FailedImages != 0 && options.StopAtFirstFailure))
        {
            return report.End;
        }

        return options.TimeLimit is { } limit && Elapsed >= limit ? ExplorationEnd.TimeLimit : null;
    }

    // Each gets an even part of what those before it have left.
    private ExplorerOptions Own()
    {
        int left = options.Schedules - _runs;
        return options with
        {
            Schedules = 1,
            Schedule = options.Schedule + _runs,
            MaxImages = Math.Max(1, (options.MaxImages - _spent) / left),
            TimeLimit = options.TimeLimit is { } limit ? TimeSpan.FromTicks(Math.Max(1, (limit - Elapsed).Ticks / left)) : null,
            Progress = options.Progress is null ? null : new Part(options.Progress, this, _runs, _reports.Sum(report => report.ImagesRun), _reports.Sum(report => report.FailedImages)),
        };
    }

    private CrashReport Whole(ExplorationEnd end)
    {
        // One that was ended by its part of the time is not explored to its end either.
        ExplorationEnd early = end == ExplorationEnd.Done ? _reports.Select(report => report.End).FirstOrDefault(each => each != ExplorationEnd.Done, end) : end;
        double done = _reports.Average(report => report.Done) * _runs / options.Schedules;
        return CrashReport.Of(_reports, _runs, options.MaxReportedFailures, Elapsed, done, early);
    }

    private sealed class Part(IProgress<ExplorationProgress> whole, ScheduleSeries series, int before, long images, long failures) : IProgress<ExplorationProgress>
    {
        public void Report(ExplorationProgress value)
        {
            double done = (before + value.Done) / series.Parts;
            TimeSpan elapsed = series.Elapsed;
            whole.Report(new ExplorationProgress(images + value.ImagesRun, failures + value.Failures, done)
            {
                Elapsed = elapsed,
                Remaining = done > 0 ? elapsed * ((1 - done) / done) : null,
            });
        }
    }

    private int Parts => options.Schedules;
}
