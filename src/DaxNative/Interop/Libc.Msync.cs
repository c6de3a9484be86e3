using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Flags of msync(2).</summary>
[Flags]
internal enum MsyncFlags
{
    MS_ASYNC = 1,
    MS_INVALIDATE = 2,
    MS_SYNC = 4,
}

internal static unsafe partial class Libc
{
    // SAFETY: reads nothing through the pointer on our side; the kernel checks the range and answers ENOMEM.
    [LibraryImport(Library, EntryPoint = "msync", SetLastError = true)]
    internal static partial int Msync(nint address, nuint length, MsyncFlags flags);
}
