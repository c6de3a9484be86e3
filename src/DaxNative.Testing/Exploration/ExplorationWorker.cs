namespace DaxNative.Testing;

/// <summary>
/// Builds crash images one after the other in a mapping of its own, and recovers and checks each. Nothing is allocated for
/// an image.
/// </summary>
internal sealed class ExplorationWorker : IDisposable
{
    // Of so many recoveries the first ones happen twice.
    private const int CompareOneIn = 256;
    private const int CompareFirst = 4;

    private readonly RecordedRun _run;
    private readonly ExplorerOptions _options;
    private readonly Exploration _shared;
    private readonly PersistentMapping _mapping;
    private readonly SimulatedDomain _domain;
    private readonly CrashSubject _subject;
    private readonly TryWatch _watch;
    private readonly int _deepest;
    private int _at;
    private int _tries;

    internal ExplorationWorker(RecordedRun run, ExplorerOptions options, Exploration shared, TryWatch watch, int number = 0)
    {
        (_run, _options, _shared, _watch, Number) = (run, options, shared, watch, number);
        _mapping = SimulatedDomain.Map(run.Scenario.Length, run.Scenario.Granularity, out _domain);
        Image = new CrashImage(_mapping, _domain.Touched, run.Before, run.FilledPages);
        Crash = new CrashState(run.Operations);
        _subject = run.Scenario.Subject();
        _deepest = options.RecoveryDepth;
        Levels = [.. Enumerable.Range(0, _deepest + 1).Select(_ => new CrashLevel(_mapping, _domain.Touched, run.Scenario, Image.Seen))];
    }

    /// <summary>How many lines it has compared or copied.</summary>
    internal long LinesLooked => _domain.Touched.Looked;

    /// <summary>Which worker it is, from 0.</summary>
    internal int Number { get; }

    internal CrashImage Image { get; }

    internal CrashState Crash { get; }

    internal CrashLevel[] Levels { get; }

    /// <summary>Explores images of the run: the telling ones, or all but these. Costs least when moments come in order.</summary>
    internal void Explore(in ImageRange range)
    {
        CrashPlan plan = _shared.Plan;
        for (int point = range.Point; point < range.End && !_shared.IsStopped; point++)
        {
            long telling = plan.TellingAt(point);
            long quota = plan.QuotaAt(point);
            if (quota == 0 || (!range.IsTelling && quota == telling))
            {
                continue;
            }

            GoTo(point);
            Levels[0].Choices.Prepare();
            if (range.IsTelling)
            {
                ExploreTelling(plan, point, telling);
            }
            else
            {
                ExploreOthers(plan, point, range.From, Math.Min(range.To, quota));
            }
        }
    }

    /// <summary>Takes what happened up to a moment of the run; to an earlier one than before from the beginning.</summary>
    internal void GoTo(int point)
    {
        if (point < _at)
        {
            _at = 0;
            Image.Rewind(0);
            Levels[0].Pending.Clear();
            Crash.Clear();
        }

        for (; _at < point; _at++)
        {
            Crash.Apply(_run.Trace[_at]);
            TraceStep.Apply(_run.Trace, _at, _options.Fault, isRecovery: false, Levels[0].Pending, Image);
        }
    }

    /// <summary>Recovers from the image that is in the memory, and checks.</summary>
    /// <param name="listener">Who hears of the recovery; null for nobody.</param>
    /// <param name="depth">Of the image.</param>
    /// <returns>What failed; null if nothing.</returns>
    internal Exception? Try(RecoveryListener? listener, int depth)
    {
        listener?.Begin();
        _domain.Listener = listener;
        _watch.Begin(depth);
        try
        {
            _subject.Recover(_mapping);
            listener?.End();
            _domain.Listener = null;
            _watch.IsChecking = true;
            _subject.Check(Crash);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
        finally
        {
            _watch.End();
            _domain.Listener = null;
            listener?.Recorder.TakeBack();
            Image.Restore();
        }
    }

    /// <summary>Plans the crashes of the recovery that was recorded last at the depth before.</summary>
    internal void PlanRecovery(int depth, long budget)
    {
        CrashLevel level = Levels[depth];
        level.Plan.Make(Levels[depth - 1].Recovery.Recorder.Trace, _options.Fault, isRecovery: true, ImageBudget.Own(budget, depth, _deepest));
        level.Pending.Clear();
    }

    /// <summary>The image that the worker is at.</summary>
    internal ImagePath Path(int depth) => new([.. Levels.Take(depth + 1).Select(level => level.At)]);

    public void Dispose() => _mapping.Dispose();

    private void ExploreTelling(CrashPlan plan, int point, long count)
    {
        bool isExhaustive = plan.IsExhaustiveAt(point);
        for (int index = 0; index < count && !_shared.IsStopped; index++)
        {
            BuildAndRun(0, plan, (point, Levels[0].Choices.TellingNumber(index, isExhaustive)), _options.MaxImages);
        }
    }

    private void ExploreOthers(CrashPlan plan, int point, long from, long to)
    {
        bool isExhaustive = plan.IsExhaustiveAt(point);
        for (long number = from; number < to && !_shared.IsStopped; number++)
        {
            if (!Levels[0].Choices.IsTelling(number, isExhaustive))
            {
                BuildAndRun(0, plan, (point, number), _options.MaxImages);
            }
        }
    }

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
        _shared.Mark?.Say(Number, Levels, depth);
        bool isCompared = _options.ComparesRecoveries && _tries++ % CompareOneIn < CompareFirst;
        Exception? failure = Try(isCut || isCompared ? Levels[depth].Recovery : null, depth);
        if (isCompared)
        {
            failure = Compare(depth, failure);
        }

        if (failure is not null)
        {
            count.Failed++;
            _shared.Failed(Path(depth), failure);
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

    // What fails in one of two attempts has failed.
    private Exception? Compare(int depth, Exception? failure)
    {
        TraceRecorder recorder = Levels[depth].Recovery.Recorder;
        ulong stored = recorder.Trace.Fingerprint();
        Exception? again = Try(Levels[depth].Recovery, depth);
        if ((again is null) != (failure is null) || (again is null && recorder.Trace.Fingerprint() != stored))
        {
            _shared.IsNotDeterministic = true;
        }

        return failure ?? again;
    }

    private bool IsToRun(int depth, ulong hash)
    {
        if (IsAncestor(depth, hash) || _shared.Images.IsSound(hash, depth))
        {
            return false;
        }

        // An image of the run is explored once, and what follows from it by the same worker: not left out for what others have
        // met, because which of them comes first is chance.
        bool isFirst = _shared.Images.Meet(hash, depth);
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
