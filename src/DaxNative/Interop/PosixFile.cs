using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>
/// The one adapter to Mono.Posix: open, stat, ftruncate, posix_fallocate, fsync and the names of errno values. Never
/// its mmap, which silently drops flag bits that it does not know, MAP_SYNC among them, and reports success.
/// </summary>
internal static class PosixFile
{
    /// <summary>Opens a file. EINTR is retried; the descriptor is never inherited (O_CLOEXEC).</summary>
    /// <returns>The handle, or null with <paramref name="errno"/> set.</returns>
    internal static SafeFileHandle? TryOpen(string path, OpenFlags flags, out int errno)
    {
        const FilePermissions OwnerOnly = FilePermissions.S_IRUSR | FilePermissions.S_IWUSR;
        int fd;
        do
        {
            fd = Syscall.open(path, flags | OpenFlags.O_CLOEXEC, OwnerOnly);
            errno = fd < 0 ? KernelErrors.Last : 0;
        }
        while (errno == Errno.EINTR);
        return fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>fstat(2) of an open file; zero, or the errno.</summary>
    internal static int Status(SafeFileHandle file, out FileStatus status)
    {
        using var fd = new BorrowedDescriptor(file);
        int result = Syscall.fstat(fd.Value, out Stat stat);
        int errno = result == 0 ? 0 : KernelErrors.Last;
        status = FileStatus.From(stat);
        return errno;
    }

    /// <summary>stat(2) of a path; zero, or the errno.</summary>
    internal static int Status(string path, out FileStatus status)
    {
        int result = Syscall.stat(path, out Stat stat);
        int errno = result == 0 ? 0 : KernelErrors.Last;
        status = FileStatus.From(stat);
        return errno;
    }

    /// <summary>lstat(2) of a path, which does not follow a link at its end; zero, or the errno.</summary>
    internal static int LinkStatus(string path, out FileStatus status)
    {
        int result = Syscall.lstat(path, out Stat stat);
        int errno = result == 0 ? 0 : KernelErrors.Last;
        status = FileStatus.From(stat);
        return errno;
    }

    /// <summary>ftruncate(2); zero, or the errno.</summary>
    internal static int Truncate(SafeFileHandle file, long length) =>
        Retry(file, length, static (fd, length) => Syscall.ftruncate(fd, length) == 0 ? 0 : KernelErrors.Last);

    /// <summary>posix_fallocate(3) from <paramref name="offset"/>; zero, or the errno (which that call returns).</summary>
    internal static int Allocate(SafeFileHandle file, long offset, long length) =>
        Retry(file, (offset, length), static (fd, range) => NativeErrno(Syscall.posix_fallocate(fd, range.offset, (ulong)range.length)));

    /// <summary>fsync(2): data and metadata of the file, or the entries of a directory; zero, or the errno.</summary>
    internal static int Synchronize(SafeFileHandle file) =>
        Retry(file, 0, static (fd, _) => Syscall.fsync(fd) == 0 ? 0 : KernelErrors.Last);

    /// <summary>The name of an errno, such as EINVAL; the number where there is no name.</summary>
    internal static string ErrnoName(int errno) => errno switch
    {
        // Values with two names, or newer than Mono.Posix: the kernel's name.
        Errno.EAGAIN => nameof(Errno.EAGAIN),
        Errno.EOPNOTSUPP => nameof(Errno.EOPNOTSUPP),
        Errno.EHWPOISON => nameof(Errno.EHWPOISON),
        _ => NativeConvert.TryToErrno(errno, out Mono.Unix.Native.Errno name)
            ? name.ToString()
            : errno.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    // The call returns the kernel's errno itself; only an argument that does not fit is refused before it, with -1.
    private static int NativeErrno(int returned) => returned >= 0 ? returned : KernelErrors.Last;

    /// <summary>Calls until the answer is another than EINTR, with the handle kept open meanwhile.</summary>
    internal static int Retry<T>(SafeFileHandle file, T argument, Func<int, T, int> call)
    {
        using var fd = new BorrowedDescriptor(file);
        int errno;
        do
        {
            errno = call(fd.Value, argument);
        }
        while (errno == Errno.EINTR);
        return errno;
    }

    /// <summary>Keeps the handle open while its number is in use.</summary>
    private readonly ref struct BorrowedDescriptor
    {
        private readonly SafeFileHandle _file;

        internal BorrowedDescriptor(SafeFileHandle file)
        {
            bool added = false;
            file.DangerousAddRef(ref added);
            _file = file;
            Value = (int)file.DangerousGetHandle();
        }

        internal int Value { get; }

        public void Dispose() => _file.DangerousRelease();
    }
}
