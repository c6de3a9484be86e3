using System.Globalization;

namespace DaxNative.Testing;

/// <summary>A flush of a file or directory that was left out of a scenario, and what came of it.</summary>
/// <param name="Number">Which flush of the run, or of every recovery, from 0.</param>
/// <param name="IsInRecovery">Whether it is one of every recovery, and not of the run.</param>
/// <param name="Path">What it flushes, empty for the root directory; null in a recovery, where it differs.</param>
/// <param name="Operation">What it is part of: an operation's name and number, or the recovery.</param>
/// <param name="Source">Where in the source it is made; null if not known.</param>
/// <param name="NewImages">How many images can be left that could not be left with it.</param>
/// <param name="FailedImages">How many images are not sound.</param>
/// <param name="IsExhaustive">Whether every image that the model allows was explored.</param>
/// <param name="First">The first failure, explained; null if there is none.</param>
public sealed record LeftOutFlush(
    int Number, bool IsInRecovery, string? Path, string Operation, string? Source, long NewImages, long FailedImages, bool IsExhaustive, FileCrashFailure? First)
{
    /// <summary>Gets whether its absence was found.</summary>
    public bool IsFound => FailedImages != 0;

    /// <summary>
    /// Gets whether it made no difference to what can be left, so that it can go. Proven where <see cref="IsExhaustive"/>; else
    /// true of the images that were looked at.
    /// </summary>
    public bool IsRedundant => NewImages == 0;

    /// <summary>Gets the flush and the verdict in a line.</summary>
    /// <returns>Text for a report.</returns>
    public override string ToString()
    {
        string what = Path is null ? "" : $" of {FileNames.Show(Path)}";
        string verdict = IsFound ? $"found in {FailedImages.ToString("N0", CultureInfo.InvariantCulture)} images"
            : IsRedundant ? $"redundant: no new image{(IsExhaustive ? "" : " among those looked at")}"
            : $"NOT FOUND in {NewImages.ToString("N0", CultureInfo.InvariantCulture)} new images{(IsExhaustive ? ", which are all" : "")}";
        return $"flush {Number}{what} left out in {Operation}{(Source is null ? "" : $" ({Source})")}: {verdict}";
    }
}
