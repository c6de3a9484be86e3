namespace DaxNative;

internal static partial class Libc
{
    /// <summary>The kernel reads and writes an int, though the request's number says long.</summary>
    internal const uint FS_IOC_GETFLAGS = 0x80086601;
    internal const uint FS_IOC_SETFLAGS = 0x40086602;
    internal const int FS_IMMUTABLE_FL = 0x10;
    internal const ulong STATX_ATTR_IMMUTABLE = 0x10;
}
