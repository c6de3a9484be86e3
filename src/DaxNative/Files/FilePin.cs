using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>The pin of a file, FS_IMMUTABLE_FL: read, set and cleared, and what it means to who wants to write the file.</summary>
internal static unsafe class FilePin
{
    /// <summary>Whether FS_IMMUTABLE_FL is set; asks by name, because such a file may not be opened for writing.</summary>
    internal static bool IsPinned(string path) => ExtendedStatus.At(path).IsImmutable;

    /// <summary>
    /// Why an open failed. EPERM on a pinned file has a remedy of its own: it may be pinned by an owner that still runs, or
    /// by one that has gone.
    /// </summary>
    internal static DaxException OpenFailed(string path, int errno) =>
        errno == Errno.EPERM && ExtendedStatus.TryAt(path, out _) is { IsImmutable: true } ? Refused(path) : KernelErrors.Failed("open", errno, path);

    /// <summary>Sets or clears the flag, durably.</summary>
    internal static void Change(SafeFileHandle file, string path, bool set)
    {
        int flags = 0;

        // SAFETY: the kernel reads and writes an int, which the local is.
        int errno = Libc.Ioctl(file, Libc.FS_IOC_GETFLAGS, &flags) == 0 ? 0 : KernelErrors.Last;
        KernelErrors.Require("ioctl(FS_IOC_GETFLAGS)", errno, path);
        flags = set ? flags | Libc.FS_IMMUTABLE_FL : flags & ~Libc.FS_IMMUTABLE_FL;
        errno = Libc.Ioctl(file, Libc.FS_IOC_SETFLAGS, &flags) == 0 ? 0 : KernelErrors.Last;
        if (errno is Errno.EPERM or Errno.EACCES)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.PermissionDenied, "ioctl(FS_IOC_SETFLAGS)", "Only who may change immutable files can pin and unpin them.", "Give the process CAP_LINUX_IMMUTABLE, or run chattr +i / -i on the file as root.") { Path = path, Errno = errno });
        }

        KernelErrors.Require("ioctl(FS_IOC_SETFLAGS)", errno, path);

        // fsync of the immutable file is allowed, and a pin that a crash takes back was none.
        KernelErrors.Require("fsync", PosixFile.Synchronize(file), path);
    }

    private static DaxException Refused(string path) => KernelErrors.Failed(new DaxFailure(
        DaxError.PermissionDenied,
        "open",
        "The file is pinned (FS_IMMUTABLE_FL), so nobody may open it for writing; mappings made before go on storing.",
        "Open it read-only; or, when whoever pinned it has ended (a crash leaves the pin), StaticFile.Unpin, open it, and Pin it again while it is open.")
    {
        Path = path,
        Errno = Errno.EPERM,
    });
}
