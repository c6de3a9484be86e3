namespace DaxNative;

/// <summary>
/// What lies under a file or a device. A promise about the whole is the weakest of its leaves; a backing without
/// leaves promises nothing.
/// </summary>
internal sealed record Backing(IReadOnlyList<BackingLeaf> Leaves)
{
    /// <summary>True when a device-mapper (or md) table lies between: there a granted MAP_SYNC alone proves nothing.</summary>
    internal bool IsDeviceMapper { get; init; }

    /// <summary>True when a file that a path names lies between (a loop device, an overlay).</summary>
    internal bool IsOverFile { get; init; }

    /// <summary>
    /// True where all of this stays so while the device exists: a disk never moves to another region, nor a partition to
    /// another disk. The table of device-mapper or md, and the file of a loop device, are changed under the same device.
    /// What could not be told today may be told tomorrow.
    /// </summary>
    internal bool IsLasting => !IsDeviceMapper && !IsOverFile && Leaves.Count > 0 && Leaves.All(leaf => leaf.Kind != BackingKind.Unknown);

    /// <summary>
    /// Says in a sentence where the stack over persistent memory is not aligned to 4 KiB (DAX then maps wrong
    /// addresses); null where no misalignment shows. Sysfs shows all but one to everybody; a target that begins off
    /// 4 KiB inside a table is seen by root only.
    /// </summary>
    internal string? Misalignment { get; init; }

    /// <summary>True when every leaf is known to be made durable by CPU flushes.</summary>
    internal bool AllSynchronous => Leaves.Count > 0 && Leaves.All(leaf => leaf.Region is { IsSynchronous: true });

    /// <summary>True when any leaf loses its contents without power.</summary>
    internal bool AnyVolatile => Leaves.Any(leaf => leaf.Kind == BackingKind.VolatileMemory);

    /// <summary>
    /// Why it is not known of every leaf that what the kernel was told to write back outlives a power loss; null where it
    /// is: a disk, or an nd region of a provider that is known.
    /// </summary>
    internal string? UnknownBecause => Leaves.Count == 0
        ? "sysfs does not show what lies beneath it"
        : Leaves.Select(static leaf => leaf.UnknownBecause).FirstOrDefault(static because => because is not null);

    /// <summary>Why no leaf's domain can be relied on, where <see cref="Weakest"/> is none that promises anything.</summary>
    internal string NoDomainBecause => Leaves.FirstOrDefault(static leaf => leaf.Region?.UnknownDomain is not null) is { Region: { } region }
        ? $"of {region.Name} the kernel names the persistence domain '{region.UnknownDomain}', which DaxNative does not know"
        : "the kernel names no persistence domain";

    /// <summary>Names the regions and providers, for a person.</summary>
    /// <returns>Such as <c>region1 (ACPI.NFIT), vda</c>.</returns>
    internal string Describe() => Leaves.Count == 0
        ? "the memory beneath it, which sysfs does not show,"
        : string.Join(", ", Leaves.Select(leaf => leaf.Region is { } region ? $"{region.Name} ({DescribeProvider(region)})" : leaf.Name));

    private static string DescribeProvider(RegionPromise region) =>
        region.ProviderName.Length == 0 ? region.Provider.ToString() : region.ProviderName;

    /// <summary>The least that any leaf promises; Unknown where a leaf has no region.</summary>
    internal PersistenceDomain Weakest => Leaves.Count == 0
        ? PersistenceDomain.Unknown
        : Leaves.Min(leaf => leaf.Region?.PersistenceDomain ?? PersistenceDomain.Unknown);
}

/// <summary>One device at the bottom of a stack of partitions and device-mapper tables.</summary>
internal sealed record BackingLeaf(string Name, RegionPromise? Region, BackingKind Kind)
{
    /// <summary>Why it is not known whether what the kernel was told to write back outlives a power loss here; null where it is.</summary>
    internal string? UnknownBecause => (Kind, Region) switch
    {
        (BackingKind.Unknown, _) or (_, { Provider: NdProvider.Unknown }) => $"of {Name} it is not known what it is",
        (_, { ProviderAssumedBecause: { } assumed }) => $"who provides {Region.Name} is assumed: {assumed}",
        _ => null,
    };
}

/// <summary>What kind of medium a <see cref="BackingLeaf"/> is.</summary>
internal enum BackingKind
{
    /// <summary>Sysfs does not tell.</summary>
    Unknown,

    /// <summary>A non-volatile nd region.</summary>
    PersistentMemory,

    /// <summary>A RAM disk, a file system in memory, a volatile nd region or volatile dax memory.</summary>
    VolatileMemory,

    /// <summary>An ordinary disk, on one of the buses that disks are on.</summary>
    Disk,
}
