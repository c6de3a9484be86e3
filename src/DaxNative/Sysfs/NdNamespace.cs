namespace DaxNative;

/// <summary>A namespace: the part of an nd region that is one block device or one dax device.</summary>
/// <remarks>
/// A snapshot. What the kernel does not say, or this process may not read, is null. Instances are immutable and may be
/// read from any thread.
/// </remarks>
internal sealed record NdNamespace
{
    /// <summary>Gets the kernel's name, such as <c>namespace0.0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the namespace's directory in sysfs, with every symbolic link resolved.</summary>
    public required string SysfsPath { get; init; }

    /// <summary>Gets the name of the nd region that it was cut from.</summary>
    public required string Region { get; init; }

    /// <summary>Gets what it is set up for.</summary>
    public NdNamespaceMode Mode { get; init; }

    /// <summary>Gets where the page structures are.</summary>
    public NdPageMap Map { get; init; }

    /// <summary>Gets the usable size in bytes: without what the kernel keeps of it for itself.</summary>
    public long? Size { get; init; }

    /// <summary>Gets the identity that it keeps from boot to boot; null without labels and without an info block.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>Gets the alignment in bytes that it was made with; null in raw and sector mode.</summary>
    public long? Align { get; init; }

    /// <summary>Gets the size of a sector of the block device in bytes; null for a dax device.</summary>
    public long? SectorSize { get; init; }

    /// <summary>Gets the name that a person gave it; empty where there is none.</summary>
    public string Label { get; init; } = "";

    /// <summary>Gets the name of the block device below /dev, such as <c>pmem0</c>; null where there is none.</summary>
    public string? BlockDevice { get; init; }

    /// <summary>Gets the name of the dax device below /dev, such as <c>dax0.0</c>; null where there is none.</summary>
    public string? CharacterDevice { get; init; }

    /// <summary>Gets the device that was put upon it, such as <c>pfn0.0</c>, <c>dax0.0</c> or <c>btt0.0</c>; null where there is none.</summary>
    public string? Holder { get; init; }

    /// <summary>Gets whether a driver is at work on it. One that is not has no device below /dev.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>Gets the NUMA node of the CPUs nearest to the memory; null where there is none.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Gets the NUMA node that the memory would form; null where the kernel does not say.</summary>
    public int? TargetNode { get; init; }

    /// <summary>
    /// Gets how many 512-byte sectors the block device calls bad; null for a dax device, whose bad blocks only the
    /// region lists. The kernel prints one page of them, so a very long list is counted short.
    /// </summary>
    public long? BadBlockCount { get; init; }
}

/// <summary>What a namespace of persistent memory is set up for. The kernel's own words are memory, dax, safe and raw.</summary>
internal enum NdNamespaceMode
{
    /// <summary>The kernel does not say, or has a mode that is not known.</summary>
    Unknown,

    /// <summary>A block device whose file systems can be mounted with DAX.</summary>
    FsDax,

    /// <summary>A <c>/dev/daxX.Y</c> device.</summary>
    DevDax,

    /// <summary>A block device that never tears a sector (btt). DAX is not possible.</summary>
    Sector,

    /// <summary>A block device without a place for the page structures that DAX needs.</summary>
    Raw,
}

/// <summary>Where the kernel keeps the page structures of a namespace.</summary>
internal enum NdPageMap
{
    /// <summary>The kernel does not say.</summary>
    Unknown,

    /// <summary>Nowhere: there are none, as in raw and sector mode.</summary>
    None,

    /// <summary>In ordinary memory (<c>--map=mem</c>).</summary>
    Memory,

    /// <summary>On the persistent memory itself (<c>--map=dev</c>).</summary>
    Device,
}
