namespace DaxNative;

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
