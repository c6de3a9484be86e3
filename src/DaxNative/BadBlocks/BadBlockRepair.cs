namespace DaxNative;

/// <summary>What <see cref="BadBlocks.Repair"/> did.</summary>
/// <remarks>Immutable.</remarks>
public sealed record BadBlockRepair
{
    /// <summary>Gets the file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the range that now reads as zeroes, whole pages: its former contents are lost.</summary>
    public BadBlockRange Lost { get; init; }

    /// <summary>
    /// Gets whether the kernel's own list confirms that the range is good; false where that list is not available, so that
    /// only reading showed it.
    /// </summary>
    public bool IsConfirmedByKernel { get; init; }
}
