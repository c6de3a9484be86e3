using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>The part of <c>struct statx</c> that DaxNative reads; 256 bytes whole.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct Statx
{
    [FieldOffset(0)]
    internal uint stx_mask;

    /// <summary>The attributes that are set. stx_attributes_mask says nothing about DAX: its bit is there everywhere.</summary>
    [FieldOffset(8)]
    internal ulong stx_attributes;

    [FieldOffset(16)]
    internal uint stx_nlink;

    [FieldOffset(28)]
    internal ushort stx_mode;

    [FieldOffset(32)]
    internal ulong stx_ino;

    [FieldOffset(40)]
    internal ulong stx_size;

    /// <summary>In units of 512 bytes, whatever the block size; those beyond the end count.</summary>
    [FieldOffset(48)]
    internal ulong stx_blocks;

    [FieldOffset(56)]
    internal ulong stx_attributes_mask;

    [FieldOffset(128)]
    internal uint stx_rdev_major;

    [FieldOffset(132)]
    internal uint stx_rdev_minor;

    [FieldOffset(136)]
    internal uint stx_dev_major;

    [FieldOffset(140)]
    internal uint stx_dev_minor;

    /// <summary>The mount's number in mountinfo (5.8); valid where stx_mask has STATX_MNT_ID.</summary>
    [FieldOffset(144)]
    internal ulong stx_mnt_id;
}

internal static unsafe partial class Libc
{
    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const int AT_SYMLINK_NOFOLLOW = 0x100;
    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const uint STATX_MNT_ID = 0x1000;
    internal const ushort S_IFMT = 0xf000;
    internal const ushort S_IFCHR = 0x2000;
    internal const ulong STATX_ATTR_DAX = 0x200000;

    // SAFETY: the buffer is the caller's own local of the full 256 bytes.
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatxCall(int directory, string path, int flags, uint mask, Statx* buffer);

    // SAFETY: as above.
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatxCall(SafeHandle directory, string path, int flags, uint mask, Statx* buffer);

    // SAFETY: as above; the path ends in a NUL.
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatxCall(int directory, byte* path, int flags, uint mask, Statx* buffer);
}
