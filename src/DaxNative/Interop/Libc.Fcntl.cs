using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Seals of fcntl(F_ADD_SEALS).</summary>
[Flags]
internal enum FileSeals
{
    F_SEAL_SEAL = 0x1,
    F_SEAL_SHRINK = 0x2,
    F_SEAL_GROW = 0x4,
    F_SEAL_WRITE = 0x8,
}

internal static partial class Libc
{
    internal const int F_DUPFD_CLOEXEC = 1030;
    internal const int F_ADD_SEALS = 1033;
    internal const int F_GET_SEALS = 1034;

    // fcntl is variadic in C; on the 64-bit ABIs that DaxNative runs on, one integer argument is passed the same way.
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Fcntl(SafeHandle fd, int command, int argument);
}
