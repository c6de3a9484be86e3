using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Flags of memfd_create(2).</summary>
[Flags]
internal enum MemfdFlags : uint
{
    MFD_CLOEXEC = 0x1,
    MFD_ALLOW_SEALING = 0x2,

    /// <summary>The file may be executed (6.3; older kernels answer EINVAL and allow it anyway).</summary>
    MFD_EXEC = 0x10,
}

internal static partial class Libc
{
    [LibraryImport(Library, EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MemfdCreate(string name, MemfdFlags flags);
}
