namespace DaxNative;

/// <summary>One extent of a file: a range of it that lies contiguously on the file system's device.</summary>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">In bytes; the last extent of a file may reach beyond its end.</param>
/// <param name="PhysicalOffset">Where it begins on the file system's block device, in bytes.</param>
/// <param name="Flags">The kernel's FIEMAP_EXTENT_* flags as they are.</param>
internal readonly record struct FileExtent(long Offset, long Length, long PhysicalOffset, uint Flags)
{
    /// <summary>Gets where the extent ends in the file.</summary>
    public long End => Offset + Length;

    /// <summary>Gets whether <see cref="PhysicalOffset"/> is where the bytes are.</summary>
    public bool HasPhysicalOffset => (Flags & NowhereOnTheDevice) == 0;

    private const uint NowhereOnTheDevice = Libc.FIEMAP_EXTENT_UNKNOWN | Libc.FIEMAP_EXTENT_DELALLOC
        | Libc.FIEMAP_EXTENT_ENCODED | Libc.FIEMAP_EXTENT_DATA_INLINE | Libc.FIEMAP_EXTENT_DATA_TAIL;

    internal bool IsLast => (Flags & Libc.FIEMAP_EXTENT_LAST) != 0;
}
