using System.Text;
using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative;

/// <summary>Reads sysfs attributes: one bounded read, one trailing newline less.</summary>
internal static class SysfsAttribute
{
    /// <summary>Sysfs gives an attribute at most one page.</summary>
    private const int MaxBytes = 4096;

    private const int ENFILE = 23;
    private const int EMFILE = 24;

    /// <summary>The attribute's text; null where it is absent, unreadable for this user, or not answered by the driver.</summary>
    /// <exception cref="DaxException">Reading failed in a way that sysfs attributes do not fail.</exception>
    internal static string? Read(string path)
    {
        // O_NONBLOCK: a FIFO in a tree that somebody made by hand must not hang.
        using SafeFileHandle? file = PosixFile.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out int errno);
        if (file is null)
        {
            return IsUnknown(errno) ? null : throw KernelErrors.Failed("open", errno, path);
        }

        Span<byte> buffer = stackalloc byte[MaxBytes];
        int count = FileRead.At(file, buffer, 0, out errno);
        if (count < 0)
        {
            return IsUnknown(errno) ? null : throw KernelErrors.Failed("read", errno, path);
        }

        if (count > 0 && buffer[count - 1] == (byte)'\n')
        {
            count--;
        }

        return Encoding.UTF8.GetString(buffer[..count]);
    }

    // Whatever a driver answers, in this kernel or the next, says that this device, this user or this moment does not have the
    // attribute; but not what this process or this machine lacks for asking, nor links that lead in a circle.
    private static bool IsUnknown(int errno) => errno is not (Errno.EINTR or Errno.ENOMEM or ENFILE or EMFILE or Errno.ELOOP);
}
