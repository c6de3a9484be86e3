namespace DaxNative;

/// <summary>The dax region that a dax device was cut from: the parent's <c>dax_region</c> directory.</summary>
/// <remarks>A snapshot; instances are immutable and may be read from any thread.</remarks>
public sealed record DaxRegion
{
    /// <summary>Gets the directory in sysfs that holds the region's attributes.</summary>
    public required string SysfsPath { get; init; }

    /// <summary>
    /// Gets the region's number; null where the kernel does not say. It equals the number of an nd region only for
    /// devices that have one: hmem and CXL regions are counted apart.
    /// </summary>
    public int? Id { get; init; }

    /// <summary>Gets the region's size in bytes; null where the kernel does not say.</summary>
    public long? Size { get; init; }

    /// <summary>Gets the region's alignment in bytes; null where the kernel does not say or only root may read it.</summary>
    public long? Align { get; init; }
}
