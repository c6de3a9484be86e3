namespace DaxNative;

/// <summary>What mapping a dax device needs to know of it, and nothing more.</summary>
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

    internal DaxDeviceMode Mode { get; init; }

    /// <summary>
    /// True where all of this stays so while the driver is bound to the device: a device on the nd bus in devdax mode,
    /// whose size and align the namespace decides.
    /// </summary>
    internal bool IsLasting => NdRegion is not null && Mode == DaxDeviceMode.DevDax && Size is not null && Align is not null;
}
