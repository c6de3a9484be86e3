namespace DaxNative.Testing;

/// <summary>What an exploration has come to, before it is explained.</summary>
/// <param name="Counts">Of each depth.</param>
/// <param name="Failures">The first ones.</param>
/// <param name="StuckAt">The images whose recovery or check does not return.</param>
/// <param name="Gaps">Why it proves less than it seems to.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="End">Why it ended.</param>
/// <param name="Done">The part of the run's images that is done, 0 to 1.</param>
internal sealed record ExplorationResult(
    LevelCount[] Counts, IReadOnlyList<(ImagePath Path, Exception Failure)> Failures, IReadOnlyList<ImagePath> StuckAt, CrashGaps Gaps, TimeSpan Elapsed, ExplorationEnd End, double Done);
