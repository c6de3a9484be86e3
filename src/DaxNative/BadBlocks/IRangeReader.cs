namespace DaxNative;

/// <summary>One system call that reads bytes without ever touching them from user space.</summary>
internal interface IRangeReader
{
    /// <summary>Where the page begins that an offset lies on; below 0 where offset 0 lies within its page.</summary>
    long PageStart(long offset);

    /// <summary>Reads from an offset.</summary>
    /// <returns>The bytes read, which may be fewer; 0 where nothing follows; -1 with the errno.</returns>
    long Read(long offset, Span<byte> destination, out int errno);
}
