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

    internal DaxDriver Driver { get; init; }

    /// <summary>
    /// True where all of this stays so while the driver is bound to the device: a device on the nd bus in devdax mode,
    /// whose size and align the namespace decides.
    /// </summary>
    internal bool IsLasting => NdRegion is not null && Driver.Mode == DaxDeviceMode.DevDax && Size is not null && Align is not null;
}

/// <summary>Which driver a dax device is bound to.</summary>
/// <param name="Name">The kernel's name of it; null where none is bound or shown.</param>
/// <param name="Mode">What can be done with the device by it.</param>
internal readonly record struct DaxDriver(string? Name, DaxDeviceMode Mode)
{
    /// <summary>Sysfs does not tell.</summary>
    internal static DaxDriver NotShown => default;

    /// <summary>None is bound.</summary>
    internal static DaxDriver None => new(null, DaxDeviceMode.Disabled);

    internal static DaxDriver Called(string name) => new(name, name switch
    {
        "device_dax" => DaxDeviceMode.DevDax,
        "kmem" => DaxDeviceMode.SystemRam,
        "fsdev_dax" => DaxDeviceMode.FileSystem,
        _ => DaxDeviceMode.Unknown,
    });
}
