using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>What an xfs says of its own layout (XFS_IOC_FSGEOMETRY, ioctl_xfs_fsgeometry(2)).</summary>
internal static class XfsGeometry
{
    /// <summary>Whether a file system of this type, from statfs(2), can have a real-time device: only xfs.</summary>
    internal static bool MayHaveRealTimeDevice(long fileSystem) => fileSystem == Libc.XFS_SUPER_MAGIC;

    /// <summary>
    /// Whether a file can lie on a real-time device instead of the data device: false for a file system other than
    /// xfs, and for an xfs that says that it has no real-time blocks.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="fileSystem">Its file system's type, from fstatfs(2).</param>
    internal static unsafe bool MayBeRealTime(SafeFileHandle file, long fileSystem)
    {
        if (!MayHaveRealTimeDevice(fileSystem))
        {
            return false;
        }

        Xfs_Fsop_Geom_V1 geometry = default;

        // SAFETY: the local has the size that the request encodes.
        return Libc.Ioctl(file, Libc.XFS_IOC_FSGEOMETRY_V1, &geometry) != 0 || geometry.rtblocks != 0;
    }
}
