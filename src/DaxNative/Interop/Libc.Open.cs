using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    internal const int O_RDWR = 0x2;
    internal const int O_CLOEXEC = 0x80000;

    /// <summary>
    /// A file without a name. It contains O_DIRECTORY, which is another bit on Arm64 (asm/fcntl.h). Mono.Posix does not know
    /// the flag and would drop it, so this one open does not go through it.
    /// </summary>
    internal static int O_TMPFILE(Architecture architecture) => 0x400000 | (architecture == Architecture.Arm64 ? 0x4000 : 0x10000);

    // open is variadic in C; on the 64-bit ABIs that DaxNative runs on, one integer argument is passed the same way.
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);
}
