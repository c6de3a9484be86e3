namespace DaxNative;

/// <summary>One mapping of this process: where, with which rights, and of which file.</summary>
internal sealed record Vma
{
    /// <summary>What the kernel puts after a name that no longer leads to the file. A name may end so by itself.</summary>
    internal const string Deleted = " (deleted)";

    internal required nuint Start { get; init; }

    /// <summary>The address after the last byte.</summary>
    internal required nuint End { get; init; }

    internal bool IsReadable { get; init; }

    internal bool IsWritable { get; init; }

    internal bool IsShared { get; init; }

    /// <summary>Of <see cref="Start"/> in the file, in bytes.</summary>
    internal ulong Offset { get; init; }

    internal DeviceNumber Device { get; init; }

    /// <summary>0 for memory without a file.</summary>
    internal ulong Inode { get; init; }

    /// <summary>The path or the kernel's own name (<c>[heap]</c>), without <c> (deleted)</c>; empty for anonymous memory.</summary>
    internal string Name { get; init; } = "";

    /// <summary>The kernel says that the name no longer leads to the file; a name may end so by itself.</summary>
    internal bool IsDeleted { get; init; }

    /// <summary>
    /// What one entry of the mapping's kind covers at most (a device's align, hugetlb's page size); null from maps, which
    /// does not say. For a DAX file it is one page whatever the entries are.
    /// </summary>
    internal long? Granule { get; init; }

    internal static Vma From(SmapsEntry entry) => new()
    {
        Start = entry.Start,
        End = entry.End,
        IsReadable = entry.Permissions.Contains('r', StringComparison.Ordinal),
        IsWritable = entry.Permissions.Contains('w', StringComparison.Ordinal),
        IsShared = entry.Permissions.Contains('s', StringComparison.Ordinal),
        Offset = entry.Offset,
        Device = new DeviceNumber(entry.Major, entry.Minor),
        Inode = entry.Inode,
        Name = entry.Pathname,
        IsDeleted = entry.IsDeleted,
    };
}
