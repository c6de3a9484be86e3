using Mono.Unix.Native;

namespace DaxNative;

/// <summary>The type of a file as stat(2) gives it.</summary>
internal enum FileType
{
    Other,
    Regular,
    Directory,
    CharacterDevice,
    BlockDevice,
    Fifo,
    Socket,
}

/// <summary>What stat(2) says of a file: its type, size in bytes, and the device numbers that lead into sysfs.</summary>
internal readonly record struct FileStatus(FileType Type, long Size, ulong Links, ulong Inode, DeviceNumber Device, DeviceNumber Special)
{
    internal static FileStatus From(in Statx status) => new(
        TypeOf((FilePermissions)status.stx_mode),
        (long)status.stx_size,
        status.stx_nlink,
        status.stx_ino,
        new DeviceNumber(status.stx_dev_major, status.stx_dev_minor),
        new DeviceNumber(status.stx_rdev_major, status.stx_rdev_minor))
    {
        Allocated = (long)status.stx_blocks * 512,
    };

    /// <summary>The bytes of its blocks, those beyond its end included.</summary>
    internal long Allocated { get; private init; }

    private static FileType TypeOf(FilePermissions mode) => (mode & FilePermissions.S_IFMT) switch
    {
        FilePermissions.S_IFREG => FileType.Regular,
        FilePermissions.S_IFDIR => FileType.Directory,
        FilePermissions.S_IFCHR => FileType.CharacterDevice,
        FilePermissions.S_IFBLK => FileType.BlockDevice,
        FilePermissions.S_IFIFO => FileType.Fifo,
        FilePermissions.S_IFSOCK => FileType.Socket,
        _ => FileType.Other,
    };
}

/// <summary>A device number.</summary>
internal readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The form that sysfs uses: <c>MAJOR:MINOR</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Major}:{Minor}");
}
