using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>The type of a file system as statfs(2) numbers it.</summary>
internal static unsafe class FileSystemNumber
{
    /// <summary>Of the file system that an open file is on.</summary>
    /// <exception cref="DaxException">The kernel does not answer.</exception>
    internal static long Of(SafeFileHandle file, string path)
    {
        Statfs answer = default;

        // SAFETY: the local has the size of the whole structure.
        int errno = Libc.Fstatfs(file, &answer) == 0 ? 0 : KernelErrors.Last;
        KernelErrors.Require("fstatfs", errno, path);
        return answer.f_type;
    }

    /// <summary>Of the file system that a path leads into; null where that cannot be found out.</summary>
    internal static long? At(string path)
    {
        Statfs answer = default;

        // SAFETY: as above.
        return Libc.StatfsCall(path, &answer) == 0 ? answer.f_type : null;
    }

    /// <summary>How many bytes are free for this user on the file system that an open file is on; null where it does not say.</summary>
    internal static long? FreeBytes(SafeFileHandle file)
    {
        Statfs answer = default;

        // SAFETY: as above.
        bool isKnown = Libc.Fstatfs(file, &answer) == 0 && answer.f_blocks != 0 && answer.f_bsize > 0;
        ulong blocks = Environment.IsPrivilegedProcess ? answer.f_bfree : answer.f_bavail;
        return isKnown && blocks <= (ulong)(long.MaxValue / answer.f_bsize) ? (long)blocks * answer.f_bsize : null;
    }
}
