using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct procmap_query</c> of the PROCMAP_QUERY ioctl on a maps file (Linux 6.11); 104 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
internal struct ProcmapQuery
{
    [FieldOffset(0)]
    internal ulong size;

    [FieldOffset(8)]
    internal ulong query_flags;

    [FieldOffset(16)]
    internal ulong query_addr;

    [FieldOffset(24)]
    internal ulong vma_start;

    [FieldOffset(32)]
    internal ulong vma_end;

    [FieldOffset(40)]
    internal ulong vma_flags;

    /// <summary>The page size of the mapping's kind: for device-dax its align, for a DAX file always 4 KiB.</summary>
    [FieldOffset(48)]
    internal ulong vma_page_size;

    [FieldOffset(56)]
    internal ulong vma_offset;

    [FieldOffset(64)]
    internal ulong inode;

    [FieldOffset(72)]
    internal uint dev_major;

    [FieldOffset(76)]
    internal uint dev_minor;

    /// <summary>In: the size of the buffer; out: the length of the name with its NUL, 0 where there is none.</summary>
    [FieldOffset(80)]
    internal uint vma_name_size;

    [FieldOffset(84)]
    internal uint build_id_size;

    [FieldOffset(88)]
    internal ulong vma_name_addr;

    [FieldOffset(96)]
    internal ulong build_id_addr;
}

internal static partial class Libc
{
    internal const uint PROCMAP_QUERY = 0xc0686611;
    internal const ulong PROCMAP_QUERY_VMA_READABLE = 0x01;
    internal const ulong PROCMAP_QUERY_VMA_WRITABLE = 0x02;
    internal const ulong PROCMAP_QUERY_VMA_EXECUTABLE = 0x04;
    internal const ulong PROCMAP_QUERY_VMA_SHARED = 0x08;
    internal const ulong PROCMAP_QUERY_COVERING_OR_NEXT_VMA = 0x10;
}
