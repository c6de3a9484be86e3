namespace DaxNative;

/// <summary>
/// What lies under a file or a device. A promise about the whole is the weakest of its leaves; a backing without
/// leaves promises nothing.
/// </summary>
internal sealed record Backing(IReadOnlyList<BackingLeaf> Leaves)
{
    /// <summary>True when a device-mapper (or md) table lies between: there a granted MAP_SYNC alone proves nothing.</summary>
    internal bool IsDeviceMapper { get; init; }

    /// <summary>
    /// True where all of this stays so while the device exists: a disk never moves to another region, nor a partition to
    /// another disk. The table of device-mapper or md is changed under the same device. What could not be told today
    /// may be told tomorrow.
    /// </summary>
    internal bool IsLasting => !IsDeviceMapper && Leaves.Count > 0 && Leaves.All(leaf => leaf.Kind != BackingKind.Unknown);

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

    /// <summary>The least that any leaf promises; Unknown where a leaf has no region.</summary>
    internal PersistenceDomain Weakest => Leaves.Count == 0
        ? PersistenceDomain.Unknown
        : Leaves.Min(leaf => leaf.Region?.PersistenceDomain ?? PersistenceDomain.Unknown);
}
