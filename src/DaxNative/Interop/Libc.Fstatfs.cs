using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>The part of <c>struct statfs</c> that DaxNative reads; 120 bytes whole on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct Statfs
{
    [FieldOffset(0)]
    internal long f_type;

    [FieldOffset(8)]
    internal long f_bsize;

    [FieldOffset(16)]
    internal ulong f_blocks;

    [FieldOffset(24)]
    internal ulong f_bfree;

    [FieldOffset(32)]
    internal ulong f_bavail;
}

internal static unsafe partial class Libc
{
    internal const long TMPFS_MAGIC = 0x01021994;
    internal const long RAMFS_MAGIC = 0x858458f6;
    internal const long HUGETLBFS_MAGIC = 0x958458f6;
    internal const long EXT4_SUPER_MAGIC = 0xef53;
    internal const long BTRFS_SUPER_MAGIC = 0x9123683e;
    internal const long F2FS_SUPER_MAGIC = 0xf2f52010;
    internal const long OVERLAYFS_SUPER_MAGIC = 0x794c7630;

    // SAFETY: the buffer is the caller's own local of the full size.
    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    internal static partial int Fstatfs(SafeHandle fd, Statfs* buffer);

    // SAFETY: as above.
    [LibraryImport(Library, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatfsCall(string path, Statfs* buffer);
}
