using System.Globalization;

namespace DaxNative.Testing;

/// <summary>A flush or drain that was left out of a scenario, or done on another thread, and what came of it.</summary>
/// <param name="Fault">Which one.</param>
/// <param name="Operation">What it is part of: an operation's name and number, or the recovery.</param>
/// <param name="Offset">Where a flush begins, in bytes; 0 for a drain and in a recovery.</param>
/// <param name="Length">How long it is, in bytes; 0 for a drain and in a recovery.</param>
/// <param name="Source">Where in the source it is made; null if not known.</param>
/// <param name="NewImages">How many images can be left that could not be left with it.</param>
/// <param name="FailedImages">How many images are not sound.</param>
/// <param name="IsExhaustive">Whether every image that the model allows was explored.</param>
/// <param name="First">The first failure, explained; null if there is none.</param>
public sealed record LeftOutEvent(
    TraceFault Fault, string Operation, long Offset, long Length, string? Source, long NewImages, long FailedImages, bool IsExhaustive, CrashFailure? First)
{
    /// <summary>Gets whether its absence was found.</summary>
    public bool IsFound => FailedImages != 0;

    /// <summary>
    /// Gets whether it made no difference to what can be left, so that it can go. Proven where <see cref="IsExhaustive"/>; else
    /// true of the images that were looked at.
    /// </summary>
    public bool IsRedundant => NewImages == 0;

    /// <summary>Gets the event and the verdict in a line.</summary>
    /// <returns>Text for a report.</returns>
    public override string ToString()
    {
        string where = Fault.Kind == TraceEventKind.Flush && Length != 0 ? $" of [{Offset}, {Offset + Length})" : "";
        string verdict = IsFound ? $"found in {FailedImages.ToString("N0", CultureInfo.InvariantCulture)} images"
            : IsRedundant ? $"redundant: no new image{(IsExhaustive ? "" : " among those looked at")}"
            : $"NOT FOUND in {NewImages.ToString("N0", CultureInfo.InvariantCulture)} new images{(IsExhaustive ? ", which are all" : "")}";
        return $"{Fault.Kind} {Fault.Number}{where} {(Fault.IsOnAnotherThread ? "done on another thread" : "left out")} in {Operation}{(Source is null ? "" : $" ({Source})")}: {verdict}";
    }
}
