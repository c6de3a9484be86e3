namespace DaxNative.Testing;

/// <summary>How far an exploration is.</summary>
/// <param name="ImagesRun">Images recovered and checked so far.</param>
/// <param name="Failures">How many of them failed.</param>
/// <param name="Done">The part of the run's crashes that is done, 0 to 1: the telling images of every moment first.</param>
public readonly record struct ExplorationProgress(long ImagesRun, long Failures, double Done)
{
    /// <summary>Gets how long it has taken so far.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Gets an estimate of how long it will still take, at most until the time limit; null while too little is done for one.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Gets the progress in a line.</summary>
    /// <returns>Text for a person.</returns>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Done:P0}, {ImagesRun:N0} images, {Failures:N0} failed, {Elapsed.TotalSeconds:N0} s{(Remaining is { } left ? $", about {left.TotalSeconds:N0} s to go" : "")}");
}
