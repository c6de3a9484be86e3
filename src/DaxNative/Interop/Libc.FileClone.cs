using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct file_clone_range</c> of FICLONERANGE; 32 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct File_Clone_Range
{
    [FieldOffset(0)]
    internal long src_fd;

    [FieldOffset(8)]
    internal ulong src_offset;

    [FieldOffset(16)]
    internal ulong src_length;

    [FieldOffset(24)]
    internal ulong dest_offset;
}

internal static partial class Libc
{
    internal const uint FICLONERANGE = 0x4020940d;
}
