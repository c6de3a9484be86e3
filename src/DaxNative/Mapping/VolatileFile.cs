using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Tells files whose contents do not outlive a power loss.</summary>
internal static class VolatileFile
{
    /// <summary>Why the file's memory is volatile, or null where it is not.</summary>
    internal static unsafe string? Explain(string path, SafeFileHandle file, Backing backing, MappingOptions options)
    {
        Statfs statistics = default;

        // SAFETY: the local has the size of the whole structure.
        if (Libc.Fstatfs(file, &statistics) != 0)
        {
            throw KernelErrors.Failed("fstatfs", KernelErrors.Last, path);
        }

        return InMemory(statistics.f_type, backing) ?? (options.Access == MappingAccess.CopyOnWrite ? "a private mapping's stores never reach the file" : null);
    }

    /// <summary>Why files of a file system type, on what lies beneath, are volatile; null where they are not.</summary>
    internal static string? InMemory(long fileSystem, Backing backing) => fileSystem switch
    {
        Libc.TMPFS_MAGIC => "it is on tmpfs",
        Libc.RAMFS_MAGIC => "it is on ramfs",
        Libc.HUGETLBFS_MAGIC => "it is on hugetlbfs",
        _ when backing.AnyVolatile => $"it is on {Negotiation.DescribeLeaves(backing)}, which is volatile memory",
        _ => null,
    };
}
