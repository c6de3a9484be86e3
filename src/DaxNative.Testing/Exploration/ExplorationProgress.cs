namespace DaxNative.Testing;

/// <summary>How far an exploration is.</summary>
/// <param name="ImagesRun">Images recovered and checked so far.</param>
/// <param name="Failures">How many of them failed.</param>
/// <param name="Done">The part of the run's crashes that is done, 0 to 1.</param>
public readonly record struct ExplorationProgress(long ImagesRun, long Failures, double Done);
