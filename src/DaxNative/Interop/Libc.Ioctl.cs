using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct fsxattr</c> of FS_IOC_FSGETXATTR and FS_IOC_FSSETXATTR; 28 bytes, of which DaxNative changes one flag.</summary>
[StructLayout(LayoutKind.Explicit, Size = 28)]
internal struct Fsxattr
{
    [FieldOffset(0)]
    internal uint fsx_xflags;
}

internal static unsafe partial class Libc
{
    internal const uint FS_XFLAG_DAX = 0x8000;
    internal const uint FS_IOC_FSGETXATTR = 0x801c581f;
    internal const uint FS_IOC_FSSETXATTR = 0x401c5820;

    // ioctl is variadic in C; on the 64-bit ABIs that DaxNative runs on, one pointer argument is passed the same way.
    // SAFETY: the caller passes a local as large as the request's own size field says.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Ioctl(SafeHandle fd, nuint request, void* argument);
}
