using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct pm_scan_arg</c> of the PAGEMAP_SCAN ioctl on a pagemap file (Linux 6.7); 96 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal struct PmScanArg
{
    [FieldOffset(0)]
    internal ulong size;

    [FieldOffset(8)]
    internal ulong flags;

    [FieldOffset(16)]
    internal ulong start;

    [FieldOffset(24)]
    internal ulong end;

    /// <summary>Out: where the walk ended, because the range did or the buffer was full.</summary>
    [FieldOffset(32)]
    internal ulong walk_end;

    [FieldOffset(40)]
    internal ulong vec;

    [FieldOffset(48)]
    internal ulong vec_len;

    [FieldOffset(56)]
    internal ulong max_pages;

    [FieldOffset(64)]
    internal ulong category_inverted;

    [FieldOffset(72)]
    internal ulong category_mask;

    [FieldOffset(80)]
    internal ulong category_anyof_mask;

    [FieldOffset(88)]
    internal ulong return_mask;
}

/// <summary><c>struct page_region</c>: neighbouring pages of the same categories; 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct PageRegion
{
    [FieldOffset(0)]
    internal ulong start;

    [FieldOffset(8)]
    internal ulong end;

    [FieldOffset(16)]
    internal ulong categories;
}

internal static partial class Libc
{
    internal const uint PAGEMAP_SCAN = 0xc0606610;
    internal const ulong PAGE_IS_PRESENT = 1 << 3;
    internal const ulong PAGE_IS_PFNZERO = 1 << 5;
    internal const ulong PAGE_IS_HUGE = 1 << 6;
}
