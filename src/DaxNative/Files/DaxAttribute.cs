using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>FS_XFLAG_DAX: whether a file wants to be in DAX mode. Whether it is, says <see cref="ExtendedStatus"/>.</summary>
internal static unsafe class DaxAttribute
{
    /// <summary>The file's own wish, which takes effect after its last close. False where it has none.</summary>
    internal static bool HasFlag(SafeFileHandle file) => ReadFlag(file) == true;

    /// <summary>As <see cref="HasFlag"/>; null where the file system has no such flag.</summary>
    internal static bool? ReadFlag(SafeFileHandle file)
    {
        Fsxattr attributes = default;

        // SAFETY: the local has the size that the request encodes.
        return Libc.Ioctl(file, Libc.FS_IOC_FSGETXATTR, &attributes) == 0 ? (attributes.fsx_xflags & Libc.FS_XFLAG_DAX) != 0 : null;
    }

    /// <summary>Sets or clears the flag and leaves the file's other attributes as they are.</summary>
    internal static void WriteFlag(SafeFileHandle file, string path, bool wanted)
    {
        Fsxattr attributes = default;

        // SAFETY: as above; the bytes that the structure does not name go back as they came, for it is never copied.
        int errno = Libc.Ioctl(file, Libc.FS_IOC_FSGETXATTR, &attributes) == 0 ? 0 : KernelErrors.Last;
        Require("ioctl(FS_IOC_FSGETXATTR)", errno, path);
        attributes.fsx_xflags = wanted ? attributes.fsx_xflags | Libc.FS_XFLAG_DAX : attributes.fsx_xflags & ~Libc.FS_XFLAG_DAX;
        errno = Libc.Ioctl(file, Libc.FS_IOC_FSSETXATTR, &attributes) == 0 ? 0 : KernelErrors.Last;
        Require("ioctl(FS_IOC_FSSETXATTR)", errno, path);
    }

    private static void Require(string operation, int errno, string path)
    {
        if (errno is Errno.ENOTTY or Errno.EOPNOTSUPP or Errno.EINVAL)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.NotSupported, operation, "The file system has no DAX flag for its files.", "Use ext4 (4 KiB blocks) or xfs, mounted with -o dax=inode.") { Path = path, Errno = errno });
        }

        KernelErrors.Require(operation, errno, path);
    }
}
