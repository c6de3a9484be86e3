using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    internal const int AT_SYMLINK_FOLLOW = 0x400;

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Linkat(int oldDirectory, string oldPath, SafeHandle newDirectory, string newPath, int flags);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Linkat(SafeHandle oldDirectory, string oldPath, SafeHandle newDirectory, string newPath, int flags);
}
