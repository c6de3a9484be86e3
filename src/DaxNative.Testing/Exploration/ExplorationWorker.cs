namespace DaxNative.Testing;

/// <summary>
/// Builds crash images one after the other in a mapping of its own, and recovers and checks each. Nothing is allocated for
/// an image.
/// </summary>
internal sealed class ExplorationWorker : IDisposable
{
    private readonly RecordedRun _run;
    private readonly ExplorerOptions _options;
    private readonly Exploration _shared;
    private readonly PersistentMapping _mapping;
    private readonly SimulatedDomain _domain;
    private readonly CrashSubject _subject;
    private readonly int _deepest;
    private int _at;

    internal ExplorationWorker(RecordedRun run, ExplorerOptions options, Exploration shared)
    {
        (_run, _options, _shared) = (run, options, shared);
        _mapping = SimulatedDomain.Map(run.Scenario.Length, run.Scenario.Granularity, out _domain);
        Image = new CrashImage(_mapping, run.Before);
        Crash = new CrashState(run.Operations);
        _subject = run.Scenario.Subject();
        _deepest = options.RecoveryDepth;
        ulong[] seen = new ulong[run.Before.Length];
        Levels = [.. Enumerable.Range(0, _deepest + 1).Select(_ => new CrashLevel(_mapping, run.Scenario, seen))];
    }

    internal CrashImage Image { get; }

    internal CrashState Crash { get; }

    internal CrashLevel[] Levels { get; }

    /// <summary>Explores images of one moment of the run. Moments come in order.</summary>
    internal void Explore(in ImageRange range)
    {
        GoTo(range.Point);
        CrashLevel level = Levels[0];
        level.Choices.Prepare();
        for (long number = range.From; number < range.To && !_shared.IsStopped; number++)
        {
            BuildAndRun(0, _shared.Plan, (range.Point, number), _options.MaxImages);
        }
    }

    /// <summary>Takes what happened up to a moment of the run.</summary>
    internal void GoTo(int point)
    {
        for (; _at < point; _at++)
        {
            Crash.Apply(_run.Trace[_at]);
            TraceStep.Apply(_run.Trace, _at, _options.Fault, isRecovery: false, Levels[0].Pending, Image);
            Image.Commit();
        }
    }

    /// <summary>Recovers from the image that is in the memory, and checks.</summary>
    /// <param name="listener">Who hears of the recovery; null for nobody.</param>
    /// <returns>What failed; null if nothing.</returns>
    internal Exception? Try(RecoveryListener? listener)
    {
        listener?.Recorder.Begin(Image.Words);
        _domain.Listener = listener;
        try
        {
            _subject.Recover(_mapping);
            listener?.End();
            _domain.Listener = null;
            _subject.Check(Crash);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
        finally
        {
            _domain.Listener = null;
            Image.Restore();
        }
    }

    /// <summary>Plans the crashes of the recovery that was recorded last at the depth before.</summary>
    internal void PlanRecovery(int depth, long budget)
    {
        CrashLevel level = Levels[depth];
        long own = depth < _deepest ? Math.Max(1, budget / 2) : budget;
        level.Plan.Make(Levels[depth - 1].Recovery.Recorder.Trace, _options.Fault, isRecovery: true, own);
        level.Pending.Clear();
    }

    public void Dispose() => _mapping.Dispose();

    private void BuildAndRun(int depth, CrashPlan plan, (int Point, long Number) at, long budget)
    {
        CrashLevel level = Levels[depth];
        level.At = at;
        level.Choose(plan, _options.Seed);
        int mark = Image.Mark;
        Image.Apply(level.Pending, level.Choices.Choices);
        level.Count.Built++;
        ulong hash = Image.Hash ^ Crash.Hash;
        if (IsToRun(depth, hash))
        {
            RunImage(depth, depth < _deepest ? ImageBudget.Below(budget, plan.Planned, hash) : 0);
        }

        Image.Rewind(mark);
    }

    private void RunImage(int depth, long budget)
    {
        ref LevelCount count = ref Levels[depth].Count;
        count.Run++;
        bool isCut = budget > 0;
        if (Try(isCut ? Levels[depth].Recovery : null) is { } failure)
        {
            count.Failed++;
            _shared.Failed(new ImagePath([.. Levels.Take(depth + 1).Select(level => level.At)]), failure);
        }
        else if (isCut)
        {
            TraceRecorder recorder = Levels[depth].Recovery.Recorder;
            count.MostFlushes = Math.Max(count.MostFlushes, recorder.Flushes);
            count.MostDrains = Math.Max(count.MostDrains, recorder.Drains);
            CutRecovery(depth + 1, budget);
        }
        else if (depth < _deepest)
        {
            count.Uncut++;
        }
    }

    private bool IsToRun(int depth, ulong hash)
    {
        if (IsAncestor(depth, hash) || _shared.IsSound(hash, depth))
        {
            return false;
        }

        // An image of the run is explored once, and what follows from it by the same worker: not left out for what others have
        // met, because which of them comes first is chance.
        bool isFirst = _shared.Meet(hash, depth);
        return depth == 0 ? isFirst : Levels[depth].Siblings.Add(hash);
    }

    // A recovery that was cut before anything of it was durable: its image is the one that it began with.
    private bool IsAncestor(int depth, ulong hash)
    {
        Levels[depth].Hash = hash;
        for (int i = 0; i < depth; i++)
        {
            if (Levels[i].Hash == hash)
            {
                return true;
            }
        }

        return false;
    }

    private void CutRecovery(int depth, long budget)
    {
        CrashLevel level = Levels[depth];
        PlanRecovery(depth, budget);
        CrashPlan plan = level.Plan;
        level.Count.Points += plan.ExploredPoints;
        level.Count.Possible += plan.Possible;
        level.Count.IsSampled |= !plan.IsExhaustive;
        level.Siblings.Clear();
        Trace trace = Levels[depth - 1].Recovery.Recorder.Trace;
        int mark = Image.Mark;
        Crash.RecoveriesCut = depth;
        for (int point = 0; point < plan.Points && !_shared.IsStopped; point++)
        {
            long quota = plan.QuotaAt(point);
            if (quota != 0)
            {
                level.Choices.Prepare();
            }

            for (long number = 0; number < quota && !_shared.IsStopped; number++)
            {
                BuildAndRun(depth, plan, (point, number), budget);
            }

            if (point < trace.Count)
            {
                TraceStep.Apply(trace, point, _options.Fault, isRecovery: true, level.Pending, Image);
            }
        }

        Crash.RecoveriesCut = depth - 1;
        Image.Rewind(mark);
    }
}
