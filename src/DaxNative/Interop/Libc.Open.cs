using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    internal const int O_RDWR = 0x2;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_CLOEXEC = 0x80000;

    /// <summary>Refuses what is no directory; another bit on Arm64 (asm/fcntl.h), as the two below.</summary>
    internal static int O_DIRECTORY(Architecture architecture) => architecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>Refuses a symbolic link at the end of the path.</summary>
    internal static int O_NOFOLLOW(Architecture architecture) => architecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>A file without a name; Mono.Posix does not know the flag. It contains O_DIRECTORY.</summary>
    internal static int O_TMPFILE(Architecture architecture) => 0x400000 | O_DIRECTORY(architecture);

    // open and openat are variadic in C; on the 64-bit ABIs that DaxNative runs on, one integer argument is passed the same way.
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Openat(SafeHandle directory, string path, int flags, uint mode);
}
