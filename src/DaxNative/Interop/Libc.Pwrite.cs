using System.Runtime.InteropServices;

namespace DaxNative;

internal static unsafe partial class Libc
{
    // SAFETY: the caller pins the buffer of at least count bytes for the call.
    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint Pwrite(SafeHandle fd, void* buffer, nuint count, long offset);
}
