using System.Diagnostics;

namespace DaxNative.Testing;

/// <summary>Runs a scenario of several writers again and again, in another order each time, and explores each run that did something new.</summary>
internal sealed class ScheduleSeries(CrashScenario scenario, ExplorerOptions options, CancellationToken cancellation)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly HashSet<ulong> _fingerprints = [];
    private readonly List<CrashReport> _reports = [];
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
        long spent = _reports.Sum(report => report.Levels.Sum(level => level.Built));
        return options with
        {
            Schedules = 1,
            Schedule = options.Schedule + _runs,
            MaxImages = Math.Max(1, (options.MaxImages - spent) / left),
            TimeLimit = options.TimeLimit is { } limit ? TimeSpan.FromTicks(Math.Max(1, (limit - Elapsed).Ticks / left)) : null,
            Progress = options.Progress is { } whole ? new Part(this, options.Schedules, whole) : null,
        };
    }

    private CrashReport Whole(ExplorationEnd end)
    {
        // One that was ended by its part of the time is not explored to its end either.
        ExplorationEnd early = end == ExplorationEnd.Done ? _reports.Select(report => report.End).FirstOrDefault(each => each != ExplorationEnd.Done, end) : end;
        double done = _reports.Average(report => report.Done) * _runs / options.Schedules;
        return CrashReport.Of(_reports, _runs, options.MaxReportedFailures, Elapsed, done, early);
    }

    // The progress of one run as that of all of them.
    private sealed class Part(ScheduleSeries series, int runs, IProgress<ExplorationProgress> whole) : IProgress<ExplorationProgress>
    {
        private readonly int _runsBefore = series._runs;
        private readonly long _images = series._reports.Sum(report => report.ImagesRun);
        private readonly long _failures = series._reports.Sum(report => report.FailedImages);

        public void Report(ExplorationProgress value)
        {
            double done = (_runsBefore + value.Done) / runs;
            TimeSpan elapsed = series.Elapsed;
            whole.Report(new ExplorationProgress(_images + value.ImagesRun, _failures + value.Failures, done)
            {
                Elapsed = elapsed,
                Remaining = done > 0 ? elapsed * ((1 - done) / done) : null,
            });
        }
    }
}
