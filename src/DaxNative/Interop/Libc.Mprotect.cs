using System.Runtime.InteropServices;

namespace DaxNative;

internal static unsafe partial class Libc
{
    // SAFETY: changes the protection of a range that the caller owns.
    [LibraryImport(Library, EntryPoint = "mprotect", SetLastError = true)]
    internal static partial int Mprotect(nint address, nuint length, MmapProtections protections);
}
