using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    /// <summary>The page cache may forget what is clean. The number is the same on x86-64 and Arm64.</summary>
    internal const int POSIX_FADV_DONTNEED = 4;

    /// <summary>Returns the errno.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    internal static partial int PosixFadvise(SafeHandle fd, long offset, long length, int advice);
}
