namespace DaxNative;

/// <summary>
/// Which link of sysfs stands at a path. The kernel makes the link of a device's number with the device and that of its
/// driver when the driver takes it, and removes them with it, so two answers are equal only while nothing of that has
/// happened.
/// </summary>
/// <remarks>
/// Sysfs numbers its inodes itself (kernfs), since Linux 5.5 with 64 bits that are not used twice between two boots.
/// </remarks>
/// <param name="FileSystem">Of the sysfs that was asked.</param>
/// <param name="Inode">Of the link itself.</param>
internal readonly record struct KernelObject(DeviceNumber FileSystem, ulong Inode)
{
    private static readonly bool s_isUnique = Environment.OSVersion.Version >= new Version(5, 5);

    /// <summary>What stands there now, in one system call; null where nothing does, or nothing that can be told from another.</summary>
    internal static KernelObject? At(string link) => s_isUnique && PosixFile.LinkStatus(link, out FileStatus status) == 0
        ? new KernelObject(status.Device, status.Inode)
        : null;
}
