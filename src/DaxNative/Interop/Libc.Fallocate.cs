using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    internal const int FALLOC_FL_KEEP_SIZE = 0x01;
    internal const int FALLOC_FL_PUNCH_HOLE = 0x02;
    internal const int FALLOC_FL_COLLAPSE_RANGE = 0x08;

    // posix_fallocate always changes the size; this does not where the mode says so.
    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int Fallocate(SafeHandle fd, int mode, long offset, long length);
}
