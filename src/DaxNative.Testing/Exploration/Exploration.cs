using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;

namespace DaxNative.Testing;

/// <summary>One pass over the images of a run, by some workers.</summary>
internal sealed class Exploration
{
    private const long MostWaitForEnd = 5000;
    private const double LeastToEstimate = 0.005;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly RecordedRun _run;
    private readonly ExplorerOptions _options;
    private readonly Lock _gate = new();
    private readonly List<(ImagePath Path, Exception Failure)> _failures = [];
    private readonly int _mostFailures;
    private readonly List<ImageRange> _ranges;
    private readonly CancellationToken _cancellation;
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _nextRange;
    private volatile bool _isStopped;
    private readonly Dictionary<TryWatch, ExplorationWorker> _workers = [];
    private readonly Dictionary<int, long> _linesLooked = [];
    private bool _isOver;
    private long _failed;
    private Exception? _broken;

    /// <param name="run">What is crashed.</param>
    /// <param name="options">How.</param>
    /// <param name="mostFailures">After how many failures it ends.</param>
    /// <param name="cancellation">Ends it.</param>
    internal Exploration(RecordedRun run, ExplorerOptions options, int mostFailures, CancellationToken cancellation)
    {
        (_run, _options, _mostFailures, _cancellation) = (run, options, mostFailures, cancellation);
        var pending = new PendingStores(run.Scenario.Granularity, run.Scenario.Length);
        Plan = new CrashPlan(pending, new ImageChoices(pending));
        Plan.Make(run.Trace, options.Fault, isRecovery: false, ImageBudget.Own(options.MaxImages, 0, options.RecoveryDepth));
        Images = new MetImages(options, options.Fault is { IsInRecovery: true });
        _ranges = ImageRange.Of(Plan);
        Counts = new LevelCount[options.RecoveryDepth + 1];
    }

    internal CrashPlan Plan { get; }

    internal LevelCount[] Counts { get; }

    internal MetImages Images { get; }

    internal bool IsStopped => _isStopped;

    /// <summary>Why it ended.</summary>
    internal ExplorationEnd End { get; private set; }

    /// <summary>The part of the run's images that is done, 0 to 1.</summary>
    internal double Done { get; private set; }

    /// <summary>Where to say which image is under way; null for nowhere.</summary>
    internal ImageMark? Mark { get; private set; }

    /// <summary>The images whose recovery or check does not return.</summary>
    internal List<ImagePath> StuckAt { get; } = [];

    /// <summary>Whether a recovery did not do the same for the same image.</summary>
    internal bool IsNotDeterministic { get; set; }

    /// <summary>How many lines of memory were compared or copied for all images.</summary>
    internal long LinesLooked => _linesLooked.Values.Sum();

    /// <summary>Whether a check required anything, or looked at the operations.</summary>
    internal bool WasAsked { get; private set; }

    /// <summary>The failures, as they were met.</summary>
    internal IReadOnlyList<(ImagePath Path, Exception Failure)> Failures => _failures;

    internal void Failed(ImagePath path, Exception failure)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _failed++;
            if (_failures.Count < Math.Max(1, _options.MaxReportedFailures))
            {
                _failures.Add((path, failure));
            }

            if (_failed >= _mostFailures && !_isStopped)
            {
                End = ExplorationEnd.FirstFailure;
                _isStopped = true;
            }
        }
    }

    /// <summary>Explores, on threads that are left behind where the scenario's code does not return.</summary>
    internal void Run(int workers)
    {
        using ImageMark? mark = ImageMark.Create(_run.Scenario.Name, _options, workers);
        Mark = mark;
        WatchedThread[] threads = [.. Enumerable.Range(0, workers).Select(number => new WatchedThread(watch => Work(watch, number), _options.RecoveryLimit))];
        WaitFor([.. threads]);
        lock (_gate)
        {
            _isOver = true;
        }

        if (_broken is { } broken)
        {
            ExceptionDispatchInfo.Throw(broken);
        }

        Counts[0].Points += Plan.ExploredPoints;
        Counts[0].Possible += Plan.Possible;
        Counts[0].IsSampled |= !Plan.IsExhaustive;
        for (int level = 0; level < Counts.Length; level++)
        {
            Counts[level].Distinct = Images.Visited.CountOf(level);
            Counts[level].IsSampled |= _isStopped;
        }
    }

    // Where it ends early, those that are within a recovery get so long for it.
    private void WaitFor(List<WatchedThread> threads)
    {
        long end = 0;
        while (threads.Count != 0)
        {
            Stop(_cancellation.IsCancellationRequested, ExplorationEnd.Canceled);
            Stop(_options.TimeLimit is { } limit && Stopwatch.GetElapsedTime(_start) >= limit, ExplorationEnd.TimeLimit);
            end = end == 0 && End is (ExplorationEnd.Canceled or ExplorationEnd.TimeLimit or ExplorationEnd.Stuck) ? Environment.TickCount64 + MostWaitForEnd : end;
            threads.RemoveAll(thread => thread.Join(s_look));
            foreach (WatchedThread thread in threads.Where(thread => thread.IsStuck()).ToArray())
            {
                AddStuck(thread.Watch);
                LeaveBehind(threads, thread);
            }

            if (end != 0 && Environment.TickCount64 > end)
            {
                threads.ToList().ForEach(thread => LeaveBehind(threads, thread));
            }
        }
    }

    private void LeaveBehind(List<WatchedThread> threads, WatchedThread thread)
    {
        threads.Remove(thread);
        if (Mark is { } mark)
        {
            mark.HasWorkersLeft = true;
        }
    }

    // An exception of the explorer's own, or of the subject's constructor, ends everything and reaches the caller.
    private void Work(TryWatch watch, int number)
    {
        try
        {
            using var worker = new ExplorationWorker(_run, _options, this, watch, number);
            lock (_gate)
            {
                _workers.Add(watch, worker);
            }

            while (!_isStopped && Interlocked.Increment(ref _nextRange) - 1 is var next && next < _ranges.Count)
            {
                worker.Explore(_ranges[next]);
                AddCounts(worker, (double)(next + 1) / _ranges.Count);
            }
        }
        catch (Exception failure)
        {
            _isStopped = true;
            Interlocked.CompareExchange(ref _broken, failure, null);
        }
    }

    private void AddStuck(TryWatch watch)
    {
        Stop(isWanted: true, ExplorationEnd.Stuck);
        ExplorationWorker worker;
        lock (_gate)
        {
            worker = _workers[watch];
        }

        int depth = watch.Depth;
        ImagePath path = worker.Path(depth);
        worker.Levels[depth].Count.Failed++;
        AddCounts(worker, done: null);
        StuckAt.Add(path);
        Failed(path, new TimeoutException(string.Create(
            CultureInfo.InvariantCulture,
            $"The {(watch.IsChecking ? "check" : "recovery")} has not returned for {_options.RecoveryLimit.TotalSeconds:0.###} seconds (ExplorerOptions.{nameof(ExplorerOptions.RecoveryLimit)}), and was left behind on its thread.")));
    }

    private void Stop(bool isWanted, ExplorationEnd reason)
    {
        if (isWanted)
        {
            lock (_gate)
            {
                End = _isStopped ? End : reason;
                _isStopped = true;
            }
        }
    }

    private void AddCounts(ExplorationWorker worker, double? done)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            WasAsked |= worker.Crash.WasAsked;
            _linesLooked[worker.Number] = worker.LinesLooked;
            for (int i = 0; i < Counts.Length; i++)
            {
                Counts[i] += worker.Levels[i].Count;
                worker.Levels[i].Count = default;
            }

            Done = Math.Max(Done, done ?? 0);
            _options.Progress?.Report(ProgressNow());
        }
    }

    private ExplorationProgress ProgressNow()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        TimeSpan? left = Done < LeastToEstimate ? null : elapsed * ((1 - Done) / Done);
        TimeSpan? limit = _options.TimeLimit - elapsed;
        return new ExplorationProgress(Counts.Sum(count => count.Run), _failed, Done)
        {
            Elapsed = elapsed,
            Remaining = limit is null || left < limit ? left : limit < TimeSpan.Zero ? TimeSpan.Zero : limit,
        };
    }
}
