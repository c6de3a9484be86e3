using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>The header of <c>struct fiemap</c>; the extents follow it. 32 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct Fiemap
{
    [FieldOffset(0)]
    internal ulong fm_start;

    [FieldOffset(8)]
    internal ulong fm_length;

    [FieldOffset(16)]
    internal uint fm_flags;

    /// <summary>Out: how many extents the kernel filled in.</summary>
    [FieldOffset(20)]
    internal uint fm_mapped_extents;

    /// <summary>In: for how many extents there is room.</summary>
    [FieldOffset(24)]
    internal uint fm_extent_count;
}

/// <summary><c>struct fiemap_extent</c>; 56 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal struct Fiemap_Extent
{
    [FieldOffset(0)]
    internal ulong fe_logical;

    [FieldOffset(8)]
    internal ulong fe_physical;

    [FieldOffset(16)]
    internal ulong fe_length;

    [FieldOffset(40)]
    internal uint fe_flags;
}

internal static partial class Libc
{
    internal const uint FS_IOC_FIEMAP = 0xc020660b;
    internal const uint FIEMAP_FLAG_SYNC = 0x1;
    internal const uint FIEMAP_EXTENT_LAST = 0x1;
    internal const uint FIEMAP_EXTENT_UNKNOWN = 0x2;
    internal const uint FIEMAP_EXTENT_DELALLOC = 0x4;
    internal const uint FIEMAP_EXTENT_ENCODED = 0x8;
    internal const uint FIEMAP_EXTENT_DATA_ENCRYPTED = 0x80;
    internal const uint FIEMAP_EXTENT_NOT_ALIGNED = 0x100;
    internal const uint FIEMAP_EXTENT_DATA_INLINE = 0x200;
    internal const uint FIEMAP_EXTENT_DATA_TAIL = 0x400;
    internal const uint FIEMAP_EXTENT_UNWRITTEN = 0x800;
    internal const uint FIEMAP_EXTENT_MERGED = 0x1000;
    internal const uint FIEMAP_EXTENT_SHARED = 0x2000;
}
