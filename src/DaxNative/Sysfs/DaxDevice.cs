namespace DaxNative;

/// <summary>One device of the kernel's dax bus (<c>/dev/daxX.Y</c>), as sysfs describes it.</summary>
/// <remarks>
/// A snapshot: mode and node numbers change when the device is reconfigured. What the kernel does not say, or this
/// process may not read, is null. Instances are immutable and may be read from any thread.
/// </remarks>
public sealed record DaxDevice
{
    /// <summary>Gets the kernel's name of the device, such as <c>dax0.0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the device's directory in sysfs, with every symbolic link resolved.</summary>
    public required string SysfsPath { get; init; }

    /// <summary>Gets the size in bytes. The node itself never tells: <c>stat</c> and <c>lseek</c> answer 0.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// Gets the granule in bytes that addresses, offsets and lengths of mappings must be multiples of. The device's own
    /// attribute where there is one (Linux 5.10 and later), else its region's.
    /// </summary>
    public long? Align { get; init; }

    /// <summary>Gets what the device can be used for.</summary>
    public DaxDeviceMode Mode { get; init; }

    /// <summary>Gets the kernel's name of the driver that is bound, such as <c>device_dax</c>; null where none is bound or shown.</summary>
    public string? Driver { get; init; }

    /// <summary>Gets the NUMA node of the CPUs nearest to the memory; null where there is none.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Gets the NUMA node that the memory would form in system-ram mode; null where the kernel hides it.</summary>
    public int? TargetNode { get; init; }

    /// <summary>Gets the physical address; null unless the process may read it (root only on current kernels).</summary>
    public ulong? Resource { get; init; }

    /// <summary>Gets the major number of the device node.</summary>
    public uint? Major { get; init; }

    /// <summary>Gets the minor number of the device node.</summary>
    public uint? Minor { get; init; }

    /// <summary>Gets the dax region that the device was cut from.</summary>
    public DaxRegion? Region { get; init; }

    /// <summary>Gets the nd region that provides the memory; null for devices that are not on the nd bus (hmem, CXL ram).</summary>
    public NdRegion? NdRegion { get; init; }

    /// <summary>Gets whether the memory keeps its contents without power.</summary>
    public DaxMemoryKind MemoryKind { get; init; }
}

/// <summary>Which driver a dax device is bound to, and with it what the device can be used for.</summary>
public enum DaxDeviceMode
{
    /// <summary>The kernel does not say, or another driver than the known ones is bound.</summary>
    Unknown,

    /// <summary>Bound to <c>device_dax</c>: the device node can be opened and mapped.</summary>
    DevDax,

    /// <summary>Bound to <c>kmem</c>: the memory belongs to the kernel's page allocator and the node cannot be opened.</summary>
    SystemRam,

    /// <summary>No driver is bound. Mapping such a device crashes current kernels; it must not be opened.</summary>
    Disabled,

    /// <summary>
    /// Bound to <c>fsdev_dax</c> (Linux 7.1; daxctl calls it <c>famfs</c>): the memory belongs to a file system such as famfs, whose files are what is mapped. The
    /// node itself can be opened, but not mapped.
    /// </summary>
    FileSystem,
}

/// <summary>Whether the memory behind a dax device keeps its contents without power.</summary>
public enum DaxMemoryKind
{
    /// <summary>The device's ancestors in sysfs do not tell.</summary>
    Unknown,

    /// <summary>The device belongs to an nd region that is not volatile.</summary>
    PersistentMemory,

    /// <summary>Soft-reserved memory (hmem), a CXL ram region or a volatile nd region: contents are lost without power.</summary>
    VolatileMemory,
}
