namespace DaxNative;

/// <summary>A region of the kernel's nd (NVDIMM) bus: one contiguous range of persistent memory from one provider.</summary>
/// <remarks>A snapshot; instances are immutable and may be read from any thread.</remarks>
public sealed record NdRegion
{
    /// <summary>Gets the kernel's name, such as <c>region0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the region's directory in sysfs, with every symbolic link resolved.</summary>
    public required string SysfsPath { get; init; }

    /// <summary>Gets who provides the memory.</summary>
    public NdProvider Provider { get; init; }

    /// <summary>Gets the nd bus's own name of the provider, such as <c>ACPI.NFIT</c>; empty where it does not say.</summary>
    public string ProviderName { get; init; } = "";

    /// <summary>Gets from where on the platform saves stores.</summary>
    public PersistenceDomain PersistenceDomain { get; init; }

    /// <summary>Gets whether the region can be deep-flushed by this process.</summary>
    public DeepFlushState DeepFlush { get; init; }

    /// <summary>Gets whether the region is read-only; device-dax does not enforce it. Null where the kernel does not say.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Gets the NUMA node of the CPUs nearest to the memory; null where there is none.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Gets the NUMA node that the memory would form; null where the kernel does not say.</summary>
    public int? TargetNode { get; init; }

    /// <summary>Gets the size in bytes; null where the kernel does not say.</summary>
    public long? Size { get; init; }

    /// <summary>Gets the unit in bytes that namespaces start and end on; null before Linux 5.7.</summary>
    public long? Align { get; init; }

    /// <summary>Gets how many bytes no namespace has yet; null where the kernel does not say.</summary>
    public long? AvailableSize { get; init; }

    /// <summary>Gets the longest piece in bytes that a new namespace could have; null where the kernel does not say.</summary>
    public long? MaxAvailableExtent { get; init; }

    /// <summary>Gets the identity of the set of DIMMs; null without DIMMs, 0 where the platform gives none.</summary>
    public ulong? InterleaveSetId { get; init; }

    /// <summary>
    /// Gets how many 512-byte sectors the region calls bad; null where it does not say. The kernel prints one page of
    /// them, so a very long list is counted short.
    /// </summary>
    public long? BadBlockCount { get; init; }

    /// <summary>Gets whether the region loses its contents with the power: its type is <c>nd_volatile</c>, or its provider is <see cref="NdProvider.Ramdax"/>.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>
    /// Gets whether a CPU cache flush (or nothing, see <see cref="PersistenceDomain"/>) makes stores durable here: true
    /// only for providers that are known to work so (ACPI NFIT, e820, CXL, and papr without a hypervisor flush).
    /// </summary>
    public bool IsSynchronous { get; init; }
}
