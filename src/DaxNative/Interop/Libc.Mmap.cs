using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>Protection bits of mmap(2) and mprotect(2).</summary>
[Flags]
internal enum MmapProtections
{
    PROT_NONE = 0x0,
    PROT_READ = 0x1,
    PROT_WRITE = 0x2,
    PROT_EXEC = 0x4,
}

/// <summary>Flags of mmap(2).</summary>
[Flags]
internal enum MmapFlags
{
    MAP_SHARED = 0x01,
    MAP_PRIVATE = 0x02,

    /// <summary>Like MAP_SHARED, and the kernel refuses flags that it does not know (4.15).</summary>
    MAP_SHARED_VALIDATE = 0x03,
    MAP_FIXED = 0x10,
    MAP_ANONYMOUS = 0x20,
    MAP_NORESERVE = 0x4000,
    MAP_SYNC = 0x80000,

    /// <summary>At the address or not at all: EEXIST where something is mapped (4.17).</summary>
    MAP_FIXED_NOREPLACE = 0x100000,
}

internal static unsafe partial class Libc
{
    /// <summary>What mmap(2) returns on failure: the C library's <c>(void *)-1</c>, not null.</summary>
    internal static readonly nint MAP_FAILED = -1;

    // SAFETY: the caller owns the address range that it passes with MAP_FIXED; no memory of ours is passed.
    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Mmap(nint address, nuint length, MmapProtections protections, MmapFlags flags, int fd, long offset);

    // SAFETY: as above; the handle stays open for the call, and the mapping outlives it.
    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Mmap(nint address, nuint length, MmapProtections protections, MmapFlags flags, SafeHandle fd, long offset);

    // SAFETY: the caller guarantees that nothing refers to the range any more.
    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Munmap(nint address, nuint length);
}
