namespace DaxNative.Testing;

/// <summary>Says of each gap what it is, and what to do.</summary>
internal static class GapWords
{
    private static readonly (CrashGaps Gap, string What)[] s_all =
    [
        (CrashGaps.NothingStored, "the run stored nothing, so no crash can lose anything. Store through run.Memory, and change what is there."),
        (CrashGaps.NoOperation, "the run has no operation, so nothing is promised that a crash could break. Put what must survive into run.Operation(name, action)."),
        (CrashGaps.NothingChecked, "the check may check nothing: it passed every image without crash.Require and without a look at the operations, and it passes when all that the run stored is lost. Say what must hold with crash.Require(...), of crash.CompletedCount for instance."),
        (CrashGaps.NotDeterministic, "the recovery does not do the same for the same image, so an image that passed may fail. It must depend on nothing but the memory: no time, no random number, no state from before, one thread."),
    ];

    /// <summary>A sentence for each.</summary>
    internal static IEnumerable<string> Of(CrashGaps gaps) => s_all
        .Where(one => gaps.HasFlag(one.Gap))
        .Select(one => $"{one.What} (If that is meant: AllowedGaps = CrashGaps.{one.Gap}.)");
}
