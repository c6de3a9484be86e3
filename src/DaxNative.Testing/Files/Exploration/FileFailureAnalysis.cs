namespace DaxNative.Testing;

/// <summary>Makes a failing image again and makes it as small as it can be: what must be lost, and what must be kept, for it to fail.</summary>
internal sealed class FileFailureAnalysis
{
    private readonly RecordedFileRun _run;
    private readonly ImagePath _path;
    private readonly CrashState _crash;
    private readonly FileCrashSubject _subject;
    private readonly FileChoice _choice;
    private readonly DiskModel _model;
    private readonly List<FileEvent> _trace;

    /// <exception cref="ArgumentException">There is no such image.</exception>
    internal FileFailureAnalysis(RecordedFileRun run, ExplorerOptions options, ImagePath path)
    {
        (_run, _path, _trace) = (run, path, run.Trace);
        _crash = new CrashState(run.Operations);
        _subject = run.Scenario.Subject();
        FileImage durable = run.Before;
        var plan = new FileCrashPlan(_trace, run.Model(durable, isRecovery: false), ImageBudget.Own(options.MaxImages, 0, options.RecoveryDepth));
        _model = GoTo(plan, durable, path.Steps[0]);
        _choice = plan.Choose(new FileChoices(_model), path.Steps[0], options.Seed);
        long budget = options.MaxImages;
        for (int depth = 1; depth < path.Steps.Count; depth++)
        {
            budget = ImageBudget.Below(budget, plan.Planned);
            durable = _model.Image(_choice);
            _trace = Recover(durable);
            plan = new FileCrashPlan(_trace, run.Model(durable, isRecovery: true), ImageBudget.Own(budget, depth, options.RecoveryDepth));
            _crash.RecoveriesCut = depth;
            _model = GoTo(plan, durable, path.Steps[depth]);
            _choice = plan.Choose(new FileChoices(_model), path.Steps[depth], options.Seed);
        }
    }

    internal static FileCrashFailure Explain(RecordedFileRun run, ExplorerOptions options, ImagePath path, Exception cause)
    {
        var analysis = new FileFailureAnalysis(run, options, path);
        if (analysis.Try() is not { } again)
        {
            return new FileCrashFailure(path, options.Seed, cause, "at a moment that a second attempt did not find", [], [], "the recovery does not do the same for the same image; it must depend on nothing but the files.");
        }

        analysis.LoseLess();
        FileChoice kept = analysis.FindKept();
        var words = new FileFailureWords(run, analysis._crash, analysis._trace, analysis._model, path);
        return words.Explain(again, options.Seed, analysis._choice, kept);
    }

    /// <summary>Recovers from the image, and checks.</summary>
    /// <returns>What failed; null if nothing.</returns>
    internal Exception? Try() => FileExplorationWorker.Try(_subject, _model.Image(_choice), _crash, recorder: null);

    private DiskModel GoTo(FileCrashPlan plan, FileImage durable, (int Point, long Number) step)
    {
        if (step.Point >= plan.Points || step.Number >= plan.QuotaAt(step.Point))
        {
            throw new ArgumentException($"There is no image {_path} with this scenario, these options and this seed.");
        }

        DiskModel model = _run.Model(durable, isRecovery: _trace != _run.Trace);
        for (int i = 0; i < step.Point; i++)
        {
            model.Apply(_trace[i], i);
            if (_trace == _run.Trace)
            {
                FileExplorationWorker.Apply(_crash, _trace[i]);
            }
        }

        return model;
    }

    private List<FileEvent> Recover(FileImage durable)
    {
        var recorder = new FileRecorder(keepsSources: true, []);
        return FileExplorationWorker.Try(_subject, durable, _crash, recorder) is { } failure
            ? throw new InvalidOperationException($"The recovery fails before image {_path} can be made.", failure)
            : recorder.Trace;
    }

    // One after the other: what can be there as well, while it still fails, was not to blame.
    private void LoseLess()
    {
        for (int i = 0; i < _choice.Names.Length; i++)
        {
            if (!_choice.Names[i] && _model.Names.Changes[i].Needs.All(IsThere))
            {
                _choice.Names[i] = true;
                _choice.Names[i] = Try() is not null;
            }
        }

        for (int i = 0; i < _choice.Versions.Length; i++)
        {
            int chosen = _choice.Versions[i];
            for (int version = _model.Units[i].Versions.Count - 1; version > chosen; version--)
            {
                _choice.Versions[i] = version;
                if (Try() is not null)
                {
                    break;
                }

                _choice.Versions[i] = chosen;
            }
        }
    }

    private bool IsThere(PendingName change) =>
        Enumerable.Range(0, _choice.Names.Length).Any(i => _choice.Names[i] && _model.Names.Changes[i] == change);

    // What is there and without which it does not fail.
    private FileChoice FindKept()
    {
        var kept = new FileChoice(new bool[_choice.Names.Length], new int[_choice.Versions.Length]);
        for (int i = 0; i < _choice.Names.Length; i++)
        {
            if (_choice.Names[i])
            {
                bool[] before = [.. _choice.Names];
                PendingName change = _model.Names.Changes[i];
                for (int other = i; other < before.Length; other++)
                {
                    _choice.Names[other] &= other != i && !_model.Names.Changes[other].Needs.Contains(change);
                }

                kept.Names[i] = Try() is null;
                before.CopyTo(_choice.Names, 0);
            }
        }

        for (int i = 0; i < _choice.Versions.Length; i++)
        {
            int chosen = _choice.Versions[i];
            _choice.Versions[i] = 0;
            kept.Versions[i] = chosen > 0 && Try() is null ? chosen : 0;
            _choice.Versions[i] = chosen;
        }

        return kept;
    }
}
