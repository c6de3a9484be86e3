namespace DaxNative.Testing;

/// <summary>Makes a failing image again and makes it as small as it can be: what must be lost, and what must be kept, for it to fail.</summary>
internal sealed class FailureAnalysis : IDisposable
{
    private const string NotTheSame = "the recovery does not do the same for the same image; it must depend on nothing but the memory.";
    private readonly ExplorationWorker _worker;
    private readonly Exploration _plan;
    private readonly ExplorerOptions _options;

    private FailureAnalysis(RecordedRun run, ExplorerOptions options, TryWatch watch)
    {
        _options = options with { Progress = null };
        _plan = new Exploration(run, _options, int.MaxValue, CancellationToken.None);
        _worker = new ExplorationWorker(run, _options, _plan, watch);
    }

    private int Depth { get; set; }

    private CrashLevel Level => _worker.Levels[Depth];

    /// <summary>Explains a failure, on a thread that is left behind where an image that is tried on the way does not return.</summary>
    internal static CrashFailure Explain(RecordedRun run, ExplorerOptions options, ImagePath path, Exception cause, bool isStuck)
    {
        try
        {
            CrashFailure? explained = WatchedThread.Run(
                watch =>
                {
                    using var analysis = new FailureAnalysis(run, options, watch);
                    return analysis.Explain(run, path, cause, isStuck);
                },
                options.RecoveryLimit);
            return explained
                ?? Unexplained(options, path, cause, "at a moment that could not be found again", "another image, tried to make this one smaller, does not return from its recovery or check.");
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            return Unexplained(options, path, cause, "at a moment that a second attempt did not find", $"{NotTheSame} {failure.Message}");
        }
    }

    /// <summary>Makes an image again.</summary>
    /// <returns>What failed; null if nothing.</returns>
    internal static Exception? Repeat(RecordedRun run, ExplorerOptions options, ImagePath path)
    {
        using var analysis = new FailureAnalysis(run, options, new TryWatch());
        analysis.GoTo(path);
        return analysis.Try();
    }

    public void Dispose() => _worker.Dispose();

    private static CrashFailure Unexplained(ExplorerOptions options, ImagePath path, Exception cause, string where, string missing) =>
        new(path, options.Seed, cause, where, [], [], missing) { RepeatCall = RepeatCall.Of(path.ToString(), options) };

    // What does not return is not tried again, and so not made smaller.
    private CrashFailure Explain(RecordedRun run, ImagePath path, Exception cause, bool isStuck)
    {
        GoTo(path);
        Exception? again = isStuck ? cause : Try();
        if (again is null)
        {
            return Unexplained(_options, path, cause, "at a moment that a second attempt did not find", NotTheSame);
        }

        if (!isStuck)
        {
            LoseLess();
        }

        bool[] isKept = isStuck ? new bool[Level.Pending.Count] : FindKept();
        Trace trace = path.Steps.Count == 1 ? run.Trace : _worker.Levels[path.Steps.Count - 2].Recovery.Recorder.Trace;
        CrashFailure explained = new FailureWords(run, _worker.Crash, trace, Level, path).Explain(again, _options, isKept);
        return isStuck ? explained with { Missing = "not known: the image was not made smaller, because nothing returns from it. What it lost is all that was not durable." } : explained;
    }

    private void GoTo(ImagePath path)
    {
        CrashPlan plan = _plan.Plan;
        Check(plan, path.Steps[0], path);
        _worker.GoTo(path.Steps[0].Point);
        Choose(plan, path.Steps[0]);
        long budget = ImageBudget.Below(_options.MaxImages, plan.Planned);
        for (int depth = 1; depth < path.Steps.Count; depth++)
        {
            (int Point, long Number) step = path.Steps[depth];
            CrashLevel before = Level;
            _worker.Image.Apply(before.Pending, before.Choices.Choices);
            if (_worker.Try(before.Recovery, depth - 1) is { } failure)
            {
                throw new InvalidOperationException($"The recovery fails before image {path} can be made.", failure);
            }

            Depth = depth;
            _worker.PlanRecovery(depth, budget);
            _worker.Crash.RecoveriesCut = depth;
            plan = Level.Plan;
            Check(plan, step, path);
            for (int i = 0; i < step.Point; i++)
            {
                TraceStep.Apply(before.Recovery.Recorder.Trace, i, _options.Fault, isRecovery: true, Level.Pending, _worker.Image);
            }

            Choose(plan, step);
            budget = ImageBudget.Below(budget, plan.Planned);
        }
    }

    private static void Check(CrashPlan plan, (int Point, long Number) step, ImagePath path)
    {
        if (step.Point >= plan.Points || step.Number >= plan.QuotaAt(step.Point))
        {
            throw new ArgumentException($"There is no image {path} with this scenario, these options and this seed.", nameof(path));
        }
    }

    private void Choose(CrashPlan plan, (int Point, long Number) step)
    {
        Level.At = step;
        Level.Choices.Prepare();
        Level.Choose(plan, _options.Seed);
    }

    private Exception? Try()
    {
        int mark = _worker.Image.Mark;
        _worker.Image.Apply(Level.Pending, Level.Choices.Choices);
        Exception? failure = _worker.Try(listener: null, Depth);
        _worker.Image.Rewind(mark);
        return failure;
    }

    // Unit by unit, then piece by piece: what can be there as well, while it still fails, was not to blame.
    private void LoseLess()
    {
        ImageChoices choices = Level.Choices;
        for (int unit = 0; unit < choices.UnitCount; unit++)
        {
            ulong[] before = choices.Choices.ToArray();
            choices.ChooseUnit(unit, isNew: true);
            if (Try() is null)
            {
                before.CopyTo(choices.Choices);
                AddPieces(unit);
            }
        }
    }

    private void AddPieces(int unit)
    {
        ImageChoices choices = Level.Choices;
        for (int store = choices.FirstOf(unit); store >= 0; store = choices.NextOf(store))
        {
            PendingStore pending = Level.Pending.Stores[store];
            for (int piece = 0; piece < (pending.IsWhole ? 1 : pending.Pieces) && pending.Ways != 0; piece++)
            {
                ulong before = choices.Choices[store];
                choices.Choices[store] |= 1UL << piece;
                if (choices.Choices[store] != before && Try() is null)
                {
                    choices.Choices[store] = before;
                }
            }

            // The next store of the unit may be there only when all of this one is.
            if (choices.Choices[store] != pending.Ways)
            {
                return;
            }
        }
    }

    private bool[] FindKept()
    {
        ImageChoices choices = Level.Choices;
        bool[] isKept = new bool[Level.Pending.Count];
        for (int unit = 0; unit < choices.UnitCount; unit++)
        {
            ulong[] before = choices.Choices.ToArray();
            choices.ChooseUnit(unit, isNew: false);
            bool isNeeded = !choices.Choices.SequenceEqual(before) && Try() is null;
            before.CopyTo(choices.Choices);
            for (int store = choices.FirstOf(unit); isNeeded && store >= 0; store = choices.NextOf(store))
            {
                isKept[store] = before[store] != 0;
            }
        }

        return isKept;
    }
}
