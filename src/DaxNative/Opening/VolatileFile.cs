using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Tells files whose contents do not outlive a power loss.</summary>
internal static class VolatileFile
{
    /// <summary>The type of the file system that the file is on, as fstatfs(2) numbers it.</summary>
    internal static unsafe long FileSystemOf(string path, SafeFileHandle file)
    {
        Statfs statistics = default;

        // SAFETY: the local has the size of the whole structure.
        return Libc.Fstatfs(file, &statistics) == 0
            ? statistics.f_type
            : throw KernelErrors.Failed("fstatfs", KernelErrors.Last, path);
    }

    /// <summary>Why what is mapped is volatile, or null where it is not.</summary>
    internal static string? Explain(long fileSystem, Backing backing, MappingOptions options) =>
        InMemory(fileSystem, backing) ?? (options.Access == MappingAccess.CopyOnWrite ? "a private mapping's stores never reach the file" : null);

    /// <summary>Why files of a file system type, on what lies beneath, are volatile; null where they are not.</summary>
    internal static string? InMemory(long fileSystem, Backing backing) => fileSystem switch
    {
        Libc.TMPFS_MAGIC => "it is on tmpfs",
        Libc.RAMFS_MAGIC => "it is on ramfs",
        Libc.HUGETLBFS_MAGIC => "it is on hugetlbfs",
        _ when backing.AnyVolatile => $"it is on {GuaranteeTable.DescribeLeaves(backing)}, which is volatile memory",
        _ => null,
    };
}
