namespace DaxNative.Testing;

/// <summary>Builds images of the disk one after the other, and recovers and checks each.</summary>
internal sealed class FileExplorationWorker
{
    private readonly RecordedFileRun _run;
    private readonly ExplorerOptions _options;
    private readonly FileExploration _shared;
    private readonly FileCrashSubject _subject;
    private readonly DiskModel _model;
    private readonly CrashState _crash;
    private readonly int _deepest;
    private int _at;

    internal FileExplorationWorker(RecordedFileRun run, ExplorerOptions options, FileExploration shared)
    {
        (_run, _options, _shared) = (run, options, shared);
        _subject = run.Scenario.Subject();
        _model = run.Model(run.Before, isRecovery: false);
        _crash = new CrashState(run.Operations);
        _deepest = options.RecoveryDepth;
        Levels = [.. Enumerable.Range(0, _deepest + 1).Select(_ => new FileCrashLevel())];
    }

    internal FileCrashLevel[] Levels { get; }

    /// <summary>Takes an event to what a check may know of operations.</summary>
    internal static void Apply(CrashState crash, FileEvent entry)
    {
        if (entry.IsMarker)
        {
            TraceEventKind kind = entry.Kind == FileEventKind.OperationStarted ? TraceEventKind.OperationStarted : TraceEventKind.OperationCompleted;
            crash.Apply(new TraceEvent(kind, 0, entry.Operation, entry.Operation, 0, 0, 0, 0));
        }
    }

    /// <summary>Recovers from an image, and checks.</summary>
    /// <param name="subject">What recovers.</param>
    /// <param name="image">The image.</param>
    /// <param name="crash">What the check may know.</param>
    /// <param name="recorder">Who hears of the recovery; null for nobody.</param>
    /// <returns>What failed; null if nothing.</returns>
    internal static Exception? Try(FileCrashSubject subject, FileImage image, CrashState crash, FileRecorder? recorder)
    {
        var files = new SimulatedFileSystem(image) { Recorder = recorder };
        try
        {
            subject.Recover(files);
            files.Recorder = null;
            subject.Check(crash);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    /// <summary>Explores images of one moment of the run. Moments come in order.</summary>
    internal void Explore(in FileImageRange range)
    {
        for (; _at < range.Point; _at++)
        {
            Apply(_crash, _run.Trace[_at]);
            _model.Apply(_run.Trace[_at], _at);
        }

        var choices = new FileChoices(_model);
        for (long number = range.From; number < range.To && !_shared.IsStopped; number++)
        {
            BuildAndRun(0, _model, choices, _shared.Plan, (range.Point, number), _options.MaxImages);
        }
    }

    private void BuildAndRun(int depth, DiskModel model, FileChoices choices, FileCrashPlan plan, (int Point, long Number) at, long budget)
    {
        FileCrashLevel level = Levels[depth];
        level.At = at;
        FileImage image = model.Image(plan.Choose(choices, at, _options.Seed));
        level.Count.Built++;
        level.Hash = image.Hash ^ _crash.Hash;
        if (IsToRun(depth))
        {
            RunImage(depth, image, depth < _deepest ? ImageBudget.Below(budget, plan.Planned, level.Hash) : 0);
        }
    }

    private void RunImage(int depth, FileImage image, long budget)
    {
        ref LevelCount count = ref Levels[depth].Count;
        count.Run++;
        FileRecorder? recorder = budget > 0 ? new FileRecorder(keepsSources: false, []) : null;
        if (Try(_subject, image, _crash, recorder) is { } failure)
        {
            count.Failed++;
            _shared.Failed(new ImagePath([.. Levels.Take(depth + 1).Select(level => level.At)]), failure);
        }
        else if (recorder is not null)
        {
            count.MostFlushes = Math.Max(count.MostFlushes, recorder.Trace.Count(entry => entry.IsFlush));
            CutRecovery(depth + 1, image, recorder.Trace, budget);
        }
        else if (depth < _deepest)
        {
            count.Uncut++;
        }
    }

    // An image of the run is explored once, and what follows from it by the same worker: not left out for what others have met,
    // because which of them comes first is chance. A recovery that was cut before anything of it was durable leaves its own image.
    private bool IsToRun(int depth)
    {
        ulong hash = Levels[depth].Hash;
        if (Levels.Take(depth).Any(before => before.Hash == hash) || _shared.Images.IsSound(hash, depth))
        {
            return false;
        }

        bool isFirst = _shared.Images.Meet(hash, depth);
        return depth == 0 ? isFirst : Levels[depth].Siblings.Add(hash);
    }

    private void CutRecovery(int depth, FileImage image, List<FileEvent> trace, long budget)
    {
        FileCrashLevel level = Levels[depth];
        var plan = new FileCrashPlan(trace, _run.Model(image, isRecovery: true), ImageBudget.Own(budget, depth, _deepest));
        level.Count.Points += plan.ExploredPoints;
        level.Count.Possible += plan.Possible;
        level.Count.IsSampled |= !plan.IsExhaustive;
        level.Siblings.Clear();
        _crash.RecoveriesCut = depth;
        DiskModel model = _run.Model(image, isRecovery: true);
        for (int point = 0; point < plan.Points && !_shared.IsStopped; point++)
        {
            long quota = plan.QuotaAt(point);
            FileChoices? choices = quota == 0 ? null : new FileChoices(model);
            for (long number = 0; number < quota && !_shared.IsStopped; number++)
            {
                BuildAndRun(depth, model, choices!, plan, (point, number), budget);
            }

            if (point < trace.Count)
            {
                model.Apply(trace[point], point);
            }
        }

        _crash.RecoveriesCut = depth - 1;
    }
}
