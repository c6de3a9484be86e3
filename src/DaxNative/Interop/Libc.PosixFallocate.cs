using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    /// <summary>
    /// Returns the errno. Where the file system has no fallocate, glibc writes to every block instead, and musl answers
    /// EOPNOTSUPP.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "posix_fallocate")]
    internal static partial int PosixFallocate(SafeHandle fd, long offset, long length);
}
