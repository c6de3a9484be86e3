using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary><c>struct xfs_fsop_geom_v1</c> of XFS_IOC_FSGEOMETRY_V1 (fs/xfs/libxfs/xfs_fs.h); 112 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
internal struct Xfs_Fsop_Geom_V1
{
    /// <summary>The blocks of the real-time device; 0 where the file system has none.</summary>
    [FieldOffset(40)]
    internal ulong rtblocks;
}

internal static partial class Libc
{
    internal const long XFS_SUPER_MAGIC = 0x58465342;
    internal const uint XFS_IOC_FSGEOMETRY_V1 = 0x80705864;
}
