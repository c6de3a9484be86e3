namespace DaxNative;

/// <summary>Why an extent keeps a file from being static.</summary>
public enum ExtentFlawKind
{
    /// <summary>Nothing is allocated: the first store allocates.</summary>
    Hole,

    /// <summary>Allocated and never written (fallocate): the first store converts it, which is metadata again.</summary>
    Unwritten,

    /// <summary>Written to the page cache, with its place not chosen yet.</summary>
    DelayedAllocation,

    /// <summary>Compressed or encrypted: the bytes on the device are not the file's.</summary>
    Encoded,

    /// <summary>Shared with another file (reflink): the first store copies it elsewhere.</summary>
    Shared,

    /// <summary>Kept inside the file system's own structures, or in a block with other data.</summary>
    Inline,

    /// <summary>The file system itself says that it does not begin or end on a block.</summary>
    NotAligned,

    /// <summary>It lies at a place that does not have the alignment asked for.</summary>
    Misaligned,

    /// <summary>The file system does not say where it is.</summary>
    UnknownPlace,

    /// <summary>The kernel says something of it by a flag that this version does not know: it may be any of the others.</summary>
    UnknownFlag,
}

/// <summary>One extent, or hole, that keeps a file from being static.</summary>
/// <param name="Kind">What is wrong; an extent with two flaws is listed twice.</param>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">In bytes, within the file.</param>
/// <param name="PhysicalOffset">Where it lies on the block device, in bytes; null for a hole and where nobody knows.</param>
public readonly record struct ExtentFlaw(ExtentFlawKind Kind, long Offset, long Length, long? PhysicalOffset);
