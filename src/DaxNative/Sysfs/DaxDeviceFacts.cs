namespace DaxNative;

/// <summary>What mapping a dax device needs to know of it, and nothing more. Its mode changes at any time and is asked apart.</summary>
internal sealed record DaxDeviceFacts
{
    internal required string Name { get; init; }

    /// <summary>The device's directory, with every symbolic link resolved.</summary>
    internal required string SysfsPath { get; init; }

    /// <summary>In bytes.</summary>
    internal long? Size { get; init; }

    /// <summary>The granule of mappings in bytes.</summary>
    internal long? Align { get; init; }

    /// <summary>The nd region that provides the memory; null for devices that are not on the nd bus.</summary>
    internal RegionPromise? NdRegion { get; init; }

    internal DaxMemoryKind MemoryKind { get; init; }

    /// <summary>
    /// True where all of this stays so while the device exists. On the nd bus the namespace decides (the kernel calls the
    /// dax region static, and refuses to resize it); of other memory a disabled device is given another size or align.
    /// </summary>
    internal bool IsLasting => NdRegion is not null && Size is not null && Align is not null;
}
