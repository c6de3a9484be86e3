using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>
/// The one adapter to Mono.Posix: its names for flags, modes and errno values, and its fsync, which goes straight to the C
/// library. Its open, stat, ftruncate and posix_fallocate go through its native helper (libMonoPosixHelper.so), a file of
/// its own that loads on glibc alone: these are imported here, so that one file from NativeAOT, and Alpine, can open too.
/// </summary>
internal static unsafe class PosixFile
{
    /// <summary>Opens a file. EINTR is retried; the descriptor is never inherited (O_CLOEXEC).</summary>
    /// <returns>The handle, or null with <paramref name="errno"/> set.</returns>
    internal static SafeFileHandle? TryOpen(string path, OpenFlags flags, out int errno)
    {
        const FilePermissions OwnerOnly = FilePermissions.S_IRUSR | FilePermissions.S_IWUSR;
        int kernelFlags = KernelFlags(flags | OpenFlags.O_CLOEXEC, RuntimeInformation.ProcessArchitecture);
        if (CannotBeAName(path, out errno))
        {
            return null;
        }

        return Opened(() => Libc.Open(path, kernelFlags, (uint)OwnerOnly), out errno);
    }

    /// <summary>A second descriptor of the same open file, never inherited; null with the errno.</summary>
    internal static SafeFileHandle? TryDuplicate(SafeFileHandle file, out int errno) => Opened(() => Libc.Fcntl(file, Libc.F_DUPFD_CLOEXEC, 0), out errno);

    /// <summary>The descriptor that a call opens, which is called until it is not interrupted; null with the errno.</summary>
    internal static SafeFileHandle? Opened(Func<int> call, out int errno)
    {
        int fd = -1;
        errno = Retry(() => (fd = call()) < 0 ? KernelErrors.Last : 0);
        return errno != 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>
    /// The kernel's bits for Mono.Posix's flags, which are numbered as on x86-64. Only those whose numbers are known to
    /// fit are let through: its O_SYNC, for one, is the kernel's O_DSYNC.
    /// </summary>
    internal static int KernelFlags(OpenFlags flags, Architecture architecture)
    {
        const OpenFlags Alike = OpenFlags.O_WRONLY | OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_TRUNC
            | OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC | OpenFlags.O_PATH;
        OpenFlags rest = flags & ~(Alike | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rest, OpenFlags.O_RDONLY, nameof(flags));
        return (int)(flags & Alike)
            | (flags.HasFlag(OpenFlags.O_DIRECTORY) ? Libc.O_DIRECTORY(architecture) : 0)
            | (flags.HasFlag(OpenFlags.O_NOFOLLOW) ? Libc.O_NOFOLLOW(architecture) : 0);
    }

    /// <summary>What fstat(2) says of an open file; zero, or the errno.</summary>
    internal static int Status(SafeFileHandle file, out FileStatus status)
    {
        // SAFETY: the kernel fills the local, which has the size of the whole structure.
        Statx answer = default;
        int errno = Libc.StatxCall(file, "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, &answer) == 0 ? 0 : KernelErrors.Last;
        status = FileStatus.From(answer);
        return errno;
    }

    /// <summary>What stat(2) says of a path; zero, or the errno.</summary>
    internal static int Status(string path, out FileStatus status) => Status(path, 0, out status);

    /// <summary>What lstat(2) says of a path: a link at its end is not followed. Zero, or the errno.</summary>
    internal static int LinkStatus(string path, out FileStatus status) => Status(path, Libc.AT_SYMLINK_NOFOLLOW, out status);

    private static int Status(string path, int flags, out FileStatus status)
    {
        // SAFETY: as above.
        Statx answer = default;
        if (!CannotBeAName(path, out int errno) && Libc.StatxCall(Libc.AT_FDCWD, path, flags, Libc.STATX_BASIC_STATS, &answer) != 0)
        {
            errno = KernelErrors.Last;
        }

        status = FileStatus.From(answer);
        return errno;
    }

    // In C a path ends at its first NUL: with one inside it would name another file.
    private static bool CannotBeAName(string path, out int errno)
    {
        errno = path.Contains('\0', StringComparison.Ordinal) ? Errno.ENOENT : 0;
        return errno != 0;
    }

    /// <summary>ftruncate(2); zero, or the errno.</summary>
    internal static int Truncate(SafeFileHandle file, long length) =>
        Retry(() => Libc.Ftruncate(file, length) == 0 ? 0 : KernelErrors.Last);

    /// <summary>posix_fallocate(3) from <paramref name="offset"/>; zero, or the errno (which that call returns).</summary>
    internal static int Allocate(SafeFileHandle file, long offset, long length) =>
        Retry(() => Libc.PosixFallocate(file, offset, length));

    /// <summary>fsync(2): data and metadata of the file, or the entries of a directory; zero, or the errno.</summary>
    internal static int Synchronize(SafeFileHandle file)
    {
        using var fd = new BorrowedDescriptor(file);
        int number = fd.Value;
        return Retry(() => Syscall.fsync(number) == 0 ? 0 : KernelErrors.Last);
    }

    /// <summary>Has the page cache forget what is clean of a range; zero, or the errno. No byte of the file changes.</summary>
    internal static int ForgetCached(SafeFileHandle file, long offset, long length) =>
        Retry(() => Libc.PosixFadvise(file, offset, length, Libc.POSIX_FADV_DONTNEED));

    /// <summary>The name of an errno, such as EINVAL; the number where there is no name.</summary>
    internal static string ErrnoName(int errno) => errno switch
    {
        // Its numbers are the kernel's. Values with two names, or newer than Mono.Posix: the kernel's name.
        Errno.EAGAIN => nameof(Errno.EAGAIN),
        Errno.EOPNOTSUPP => nameof(Errno.EOPNOTSUPP),
        Errno.EHWPOISON => nameof(Errno.EHWPOISON),
        _ => Enum.GetName((Mono.Unix.Native.Errno)errno) ?? errno.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Calls until the answer is another than EINTR; zero, or the errno.</summary>
    internal static int Retry(Func<int> call)
    {
        int errno;
        do
        {
            errno = call();
        }
        while (errno == Errno.EINTR);
        return errno;
    }
}

/// <summary>Keeps an open file open while its number is in use.</summary>
internal readonly ref struct BorrowedDescriptor
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
