namespace DaxNative.Testing;

/// <summary>Where a worker is at one depth, and what it has counted there.</summary>
internal sealed class FileCrashLevel
{
    /// <summary>The images of one recovery's crashes that were met.</summary>
    internal HashSet<ulong> Siblings { get; } = [];

    internal LevelCount Count;

    /// <summary>Of the image that the worker is at.</summary>
    internal ulong Hash;

    /// <summary>Where the worker is.</summary>
    internal (int Point, long Number) At;
}
