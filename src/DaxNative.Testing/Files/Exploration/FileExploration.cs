using System.Runtime.ExceptionServices;

namespace DaxNative.Testing;

/// <summary>One pass over the images of a run on files, by some workers.</summary>
internal sealed class FileExploration
{
    private const long MostInRange = 64;

    private readonly RecordedFileRun _run;
    private readonly ExplorerOptions _options;
    private readonly Lock _gate = new();
    private readonly List<(ImagePath Path, Exception Failure)> _failures = [];
    private readonly List<FileImageRange> _ranges = [];
    private readonly long _mostFailures;
    private readonly CancellationToken _cancellation;
    private int _nextRange;
    private volatile bool _isStopped;
    private long _failed;
    private Exception? _broken;

    internal FileExploration(RecordedFileRun run, ExplorerOptions options, long mostFailures, CancellationToken cancellation)
    {
        (_run, _options, _mostFailures, _cancellation) = (run, options, mostFailures, cancellation);
        Plan = new FileCrashPlan(run.Trace, run.Model(run.Before, isRecovery: false), ImageBudget.Own(options.MaxImages, 0, options.RecoveryDepth));
        Images = new MetImages(options, run.LeftOut is { IsInRecovery: true });
        Counts = new LevelCount[options.RecoveryDepth + 1];
        for (int point = 0; point < Plan.Points; point++)
        {
            for (long from = 0; from < Plan.QuotaAt(point); from += MostInRange)
            {
                _ranges.Add(new FileImageRange(point, from, Math.Min(Plan.QuotaAt(point), from + MostInRange)));
            }
        }
    }

    internal FileCrashPlan Plan { get; }

    internal LevelCount[] Counts { get; }

    internal MetImages Images { get; }

    internal bool IsStopped => _isStopped;

    /// <summary>The failures, the first one in the order of exploration first.</summary>
    internal IReadOnlyList<(ImagePath Path, Exception Failure)> Failures =>
        [.. _failures.OrderBy(failure => failure.Path, Comparer<ImagePath>.Create(ImagePath.Compare))];

    internal void Failed(ImagePath path, Exception failure)
    {
        lock (_gate)
        {
            _failed++;
            if (_failures.Count < Math.Max(1, _options.MaxReportedFailures))
            {
                _failures.Add((path, failure));
            }

            _isStopped |= _failed >= _mostFailures;
        }
    }

    internal void Run(int workers)
    {
        Thread[] threads = [.. Enumerable.Range(1, workers - 1).Select(_ => new Thread(Work) { IsBackground = true, Name = "crash explorer" })];
        Array.ForEach(threads, thread => thread.Start());
        Work();
        Array.ForEach(threads, thread => thread.Join());
        _cancellation.ThrowIfCancellationRequested();
        if (_broken is { } broken)
        {
            ExceptionDispatchInfo.Throw(broken);
        }

        Counts[0].Points += Plan.ExploredPoints;
        Counts[0].Possible += Plan.Possible;
        Counts[0].IsSampled |= !Plan.IsExhaustive;
        for (int depth = 0; depth < Counts.Length; depth++)
        {
            Counts[depth].Distinct = Images.Visited.CountOf(depth);
        }
    }

    // An exception of the explorer's own, or of the subject's constructor, ends everything and reaches the caller.
    private void Work()
    {
        try
        {
            var worker = new FileExplorationWorker(_run, _options, this);
            while (!_isStopped && Interlocked.Increment(ref _nextRange) - 1 is var next && next < _ranges.Count)
            {
                worker.Explore(_ranges[next]);
                _isStopped |= _cancellation.IsCancellationRequested;
                AddCounts(worker, (double)(next + 1) / _ranges.Count);
            }
        }
        catch (Exception failure)
        {
            _isStopped = true;
            Interlocked.CompareExchange(ref _broken, failure, null);
        }
    }

    private void AddCounts(FileExplorationWorker worker, double done)
    {
        lock (_gate)
        {
            for (int i = 0; i < Counts.Length; i++)
            {
                Counts[i] += worker.Levels[i].Count;
                worker.Levels[i].Count = default;
            }

            _options.Progress?.Report(new ExplorationProgress(Counts.Sum(count => count.Run), _failed, done));
        }
    }
}

/// <summary>Images of one moment, for one worker to explore.</summary>
/// <param name="Point">The moment.</param>
/// <param name="From">The first image's number.</param>
/// <param name="To">The number behind the last one's.</param>
internal readonly record struct FileImageRange(int Point, long From, long To);
