namespace DaxNative;

/// <summary>
/// Which object of the kernel a folder of sysfs is. Two answers are equal only while it is the same object: one that was
/// removed and made again, or another that took its number, has another inode.
/// </summary>
/// <remarks>
/// Sysfs numbers its inodes itself (kernfs), since Linux 5.5 with 64 bits that are not used twice between two boots.
/// </remarks>
/// <param name="FileSystem">Of the sysfs that was asked.</param>
/// <param name="Inode">Of the folder.</param>
internal readonly record struct KernelObject(DeviceNumber FileSystem, ulong Inode)
{
    private static readonly bool s_isUnique = Environment.OSVersion.Version >= new Version(5, 5);

    /// <summary>The object that a path leads to now, in one system call; null where there is none or none can be told from another.</summary>
    internal static KernelObject? At(string path) =>
        s_isUnique && PosixFile.Status(path, out FileStatus status) == 0 && status.Type == FileType.Directory
            ? new KernelObject(status.Device, status.Inode)
            : null;
}
