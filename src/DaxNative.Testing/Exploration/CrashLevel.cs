namespace DaxNative.Testing;

/// <summary>What a worker needs for the crashes of one depth; used for every trace of that depth.</summary>
internal sealed class CrashLevel
{
    internal CrashLevel(PersistentMapping mapping, TouchedLines touched, CrashScenario scenario, ulong[] seen)
    {
        Pending = new PendingStores(scenario.Granularity, scenario.Length);
        Choices = new ImageChoices(Pending);
        Plan = new CrashPlan(Pending, Choices);
        Recovery = new RecoveryListener(new TraceRecorder(mapping, touched, seen));
    }

    internal PendingStores Pending { get; }

    internal ImageChoices Choices { get; }

    internal CrashPlan Plan { get; }

    /// <summary>Records the recoveries from this depth's images.</summary>
    internal RecoveryListener Recovery { get; }

    /// <summary>The images of one recovery's crashes that were met.</summary>
    internal HashSet<ulong> Siblings { get; } = [];

    internal LevelCount Count;

    /// <summary>Of the image that the worker is at.</summary>
    internal ulong Hash;

    /// <summary>Where the worker is.</summary>
    internal (int Point, long Number) At;

    /// <summary>Chooses an image at the moment for which the choices were prepared.</summary>
    internal void Choose(CrashPlan plan, ulong seed)
    {
        if (plan.IsExhaustiveAt(At.Point))
        {
            Choices.ChooseByNumber((ulong)At.Number);
        }
        else
        {
            Choices.ChooseSample(At.Number, ImageHash.Mix(seed ^ ImageHash.Mix((ulong)At.Point)));
        }
    }
}
