using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Ftruncate(SafeHandle fd, long length);
}
