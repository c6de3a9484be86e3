namespace DaxNative.Testing;

/// <summary>The images that one exploration meets: each is explored once, and what is known to be sound not at all. Thread-safe.</summary>
/// <param name="options">How it explores, and what is known.</param>
/// <param name="isFaultInRecovery">Whether something is left out of the recovery, which changes what follows from every image, except where nothing follows.</param>
internal sealed class MetImages(ExplorerOptions options, bool isFaultInRecovery)
{
    private long _newCount;

    internal VisitedImages Visited { get; } = new();

    /// <summary>How many there were that are not among those known before.</summary>
    internal long NewCount => Interlocked.Read(ref _newCount);

    /// <summary>Notes that an image was met.</summary>
    /// <returns>Whether it never was before, at this depth.</returns>
    internal bool Meet(ulong hash, int level)
    {
        bool isFirst = Visited.Add(hash, level);
        if (isFirst && options.Known is { } known && !known.Contains(hash, level))
        {
            Interlocked.Increment(ref _newCount);
        }

        return isFirst;
    }

    /// <summary>Whether it is known that nothing fails that follows from an image.</summary>
    internal bool IsSound(ulong hash, int level) =>
        options.Known is { } known && (!isFaultInRecovery || level == options.RecoveryDepth) && known.Contains(hash, level);
}
