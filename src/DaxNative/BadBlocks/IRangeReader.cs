namespace DaxNative;

/// <summary>One system call that reads bytes without ever touching them from user space.</summary>
internal interface IRangeReader
{
    /// <summary>Where the first page ends, counted from offset 0: offsets need not begin on a page.</summary>
    long PageStart(long offset);

    /// <summary>Reads from an offset.</summary>
    /// <returns>The bytes read, which may be fewer; 0 where nothing follows; -1 with the errno.</returns>
    long Read(long offset, Span<byte> destination, out int errno);
}
