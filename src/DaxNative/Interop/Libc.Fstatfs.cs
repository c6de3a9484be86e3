using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>The part of <c>struct statfs</c> that DaxNative reads; 120 bytes whole on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct Statfs
{
    [FieldOffset(0)]
    internal long f_type;
}

internal static unsafe partial class Libc
{
    internal const long TMPFS_MAGIC = 0x01021994;
    internal const long RAMFS_MAGIC = 0x858458f6;
    internal const long HUGETLBFS_MAGIC = 0x958458f6;

    // SAFETY: the buffer is the caller's own local of the full size.
    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    internal static partial int Fstatfs(SafeHandle fd, Statfs* buffer);

    // SAFETY: as above.
    [LibraryImport(Library, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatfsCall(string path, Statfs* buffer);
}
