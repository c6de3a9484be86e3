using System.Runtime.InteropServices;

namespace DaxNative;

internal static partial class Libc
{
    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlinkat(SafeHandle directory, string path, int flags);
}
