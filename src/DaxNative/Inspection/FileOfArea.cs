namespace DaxNative;

/// <summary>What the kernel says now of the file at a path, each in one system call.</summary>
internal readonly record struct FileOfArea(string Path, bool IsDax, bool IsCharacterDevice, DeviceNumber Special)
{
    /// <summary>
    /// The file of a mapping, or null where its name no longer leads to it: device and inode must agree, because
    /// another file may have taken the name.
    /// </summary>
    internal static FileOfArea? Of(LinuxRoot root, Vma vma) =>
        At(root, vma.Name, vma) ?? (vma.IsDeleted ? At(root, vma.Name + Vma.Deleted, vma) : null);

    /// <summary>The type of the file system that the path leads into, as statfs(2) numbers it; null where that cannot be found out.</summary>
    internal static unsafe long? FileSystemAt(LinuxRoot root, string path)
    {
        Statfs statistics = default;

        // SAFETY: the local has the size of the whole structure.
        return Libc.StatfsCall(root.Root + path, &statistics) == 0 ? statistics.f_type : null;
    }

    private static unsafe FileOfArea? At(LinuxRoot root, string path, Vma vma)
    {
        Statx status = default;

        // SAFETY: the local has the size of the whole structure.
        bool isThere = Libc.StatxCall(Libc.AT_FDCWD, root.Root + path, 0, Libc.STATX_BASIC_STATS, &status) == 0;
        bool isSame = isThere && status.stx_ino == vma.Inode && new DeviceNumber(status.stx_dev_major, status.stx_dev_minor) == vma.Device;
        return isSame
            ? new FileOfArea(
                path,
                (status.stx_attributes & Libc.STATX_ATTR_DAX) != 0,
                (status.stx_mode & Libc.S_IFMT) == Libc.S_IFCHR,
                new DeviceNumber(status.stx_rdev_major, status.stx_rdev_minor))
            : null;
    }
}
