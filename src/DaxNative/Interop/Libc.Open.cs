using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    internal const int O_RDONLY = 0x0;
    internal const int O_RDWR = 0x2;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_CLOEXEC = 0x80000;

    /// <summary>
    /// A file without a name. It contains O_DIRECTORY, which is another bit on Arm64 (asm/fcntl.h). Mono.Posix does not know
    /// the flag and would drop it, so this open does not go through it.
    /// </summary>
    internal static int O_TMPFILE(Architecture architecture) => 0x400000 | O_DIRECTORY(architecture);

    /// <summary>Refuses what is no directory; another bit on Arm64.</summary>
    internal static int O_DIRECTORY(Architecture architecture) => architecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>Refuses a symbolic link at the end of the path; another bit on Arm64.</summary>
    internal static int O_NOFOLLOW(Architecture architecture) => architecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    // openat is variadic in C; on the 64-bit ABIs that DaxNative runs on, one integer argument is passed the same way.
    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Openat(SafeHandle directory, string path, int flags, uint mode);
}
