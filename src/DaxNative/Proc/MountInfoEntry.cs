namespace DaxNative;

/// <summary>One mount of <c>/proc/self/mountinfo</c>.</summary>
/// <remarks>A snapshot; instances are immutable and may be read from any thread.</remarks>
internal sealed record MountInfoEntry
{
    /// <summary>Gets the mount's id.</summary>
    public required int Id { get; init; }

    /// <summary>Gets the id of the mount that this one is mounted on.</summary>
    public required int ParentId { get; init; }

    /// <summary>Gets the major number of <c>st_dev</c> of the files below; 0 for file systems without one block device.</summary>
    public required uint Major { get; init; }

    /// <summary>Gets the minor number of <c>st_dev</c> of the files below.</summary>
    public required uint Minor { get; init; }

    /// <summary>Gets the directory of the file system that is the root of this mount.</summary>
    public required string Root { get; init; }

    /// <summary>Gets where the mount is, relative to the process's root.</summary>
    public required string MountPoint { get; init; }

    /// <summary>Gets the options of this mount.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Gets the optional fields, such as <c>shared:1</c>.</summary>
    public required IReadOnlyList<string> OptionalFields { get; init; }

    /// <summary>Gets the file system's type, such as <c>ext4</c>.</summary>
    public required string FileSystemType { get; init; }

    /// <summary>Gets the source, often a device path; the file system decides what it says.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the options of the file system, shared by all its mounts, such as <c>dax=always</c>.</summary>
    public required IReadOnlyList<string> SuperOptions { get; init; }

    /// <summary>The value of an option NAME=VALUE of the file system; null where it has none of that name.</summary>
    internal string? SuperOption(string name) => SuperOptions
        .FirstOrDefault(option => option.Length > name.Length && option[name.Length] == '=' && option.StartsWith(name, StringComparison.Ordinal))?[(name.Length + 1)..];
}
