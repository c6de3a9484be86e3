using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Reads an open file through pread, which on a DAX file is the kernel's own machine-check safe copy.</summary>
internal sealed class FileRangeReader(SafeFileHandle file) : IRangeReader
{
    public long PageStart(long offset) => offset - offset % Environment.SystemPageSize;

    public long Read(long offset, Span<byte> destination, out int errno) => FileRead.At(file, destination, offset, out errno);
}
