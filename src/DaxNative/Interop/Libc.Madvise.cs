using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Advice of madvise(2).</summary>
internal enum MadviseAdvice
{
    MADV_DONTFORK = 10,
    MADV_NOHUGEPAGE = 15,
    MADV_DONTDUMP = 16,

    /// <summary>Faults every page in for reading (5.14).</summary>
    MADV_POPULATE_READ = 22,

    /// <summary>Faults every page in for writing and so allocates the holes of a file (5.14).</summary>
    MADV_POPULATE_WRITE = 23,
}

internal static unsafe partial class Libc
{
    // SAFETY: only advice that keeps the contents of the range is in the enum.
    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    internal static partial int Madvise(nint address, nuint length, MadviseAdvice advice);
}
