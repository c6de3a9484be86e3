namespace DaxNative;

/// <summary>What kind of file system a file lies on, as far as that decides what outlives a power loss.</summary>
internal enum FileSystemKind
{
    /// <summary>Nothing is known of what its msync does: a network, FUSE, a type of tomorrow.</summary>
    Unknown,

    /// <summary>Its files are memory.</summary>
    Memory,

    /// <summary>Its files lie on block devices, and its msync ends in a flush of them.</summary>
    Block,

    /// <summary>Its files are those of another file system, which it names as its upper directory.</summary>
    Overlay,
}

/// <summary>The file systems that are known, by the number that statfs(2) gives and by the names that mountinfo gives.</summary>
internal static class FileSystemKinds
{
    private static readonly (FileSystemKind Kind, long Magic, string[] Names)[] s_known =
    [
        (FileSystemKind.Memory, Libc.TMPFS_MAGIC, ["tmpfs", "devtmpfs"]),
        (FileSystemKind.Memory, Libc.RAMFS_MAGIC, ["ramfs", "rootfs"]),
        (FileSystemKind.Memory, Libc.HUGETLBFS_MAGIC, ["hugetlbfs"]),
        (FileSystemKind.Block, Libc.EXT4_SUPER_MAGIC, ["ext4", "ext3", "ext2"]),
        (FileSystemKind.Block, Libc.XFS_SUPER_MAGIC, ["xfs"]),
        (FileSystemKind.Block, Libc.BTRFS_SUPER_MAGIC, ["btrfs"]),
        (FileSystemKind.Block, Libc.F2FS_SUPER_MAGIC, ["f2fs"]),
        (FileSystemKind.Overlay, Libc.OVERLAYFS_SUPER_MAGIC, ["overlay"]),
    ];

    internal static FileSystemKind Of(long magic) => s_known.FirstOrDefault(known => known.Magic == magic).Kind;

    internal static FileSystemKind Of(string name) => s_known.FirstOrDefault(known => known.Names.Contains(name)).Kind;

    /// <summary>The name for a person; the number in hexadecimal where it is not known.</summary>
    internal static string NameOf(long magic) => s_known.FirstOrDefault(known => known.Magic == magic).Names is { } names
        ? names[0]
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"file system 0x{magic:x}");
}
