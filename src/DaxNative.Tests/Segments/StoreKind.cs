namespace DaxNative.Tests;

/// <summary>Where a test's store lies.</summary>
public enum StoreKind
{
    /// <summary>In files of a folder in memory: cache-line granularity.</summary>
    FolderInMemory,

    /// <summary>In files of a folder on a disk: page granularity.</summary>
    FolderOnDisk,

    /// <summary>In one file in memory.</summary>
    FileInMemory,

    /// <summary>In one file on a disk.</summary>
    FileOnDisk,
}
