using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Operations of flock(2).</summary>
[Flags]
internal enum FlockOperations
{
    LOCK_SH = 1,
    LOCK_EX = 2,
    LOCK_NB = 4,
    LOCK_UN = 8,
}

internal static partial class Libc
{
    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeHandle fd, FlockOperations operation);
}
