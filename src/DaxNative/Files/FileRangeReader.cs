using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Reads an open file through pread, which on a DAX file is the kernel's own machine-check safe copy.</summary>
internal sealed unsafe class FileRangeReader(SafeFileHandle file) : IRangeReader
{
    public long PageStart(long offset) => offset - offset % Environment.SystemPageSize;

    public long Read(long offset, Span<byte> destination, out int errno)
    {
        // SAFETY: pinned for the call.
        fixed (byte* buffer = destination)
        {
            nint count;
            do
            {
                count = Libc.Pread(file, buffer, (nuint)destination.Length, offset);
                errno = count < 0 ? KernelErrors.Last : 0;
            }
            while (errno == Errno.EINTR);
            return count;
        }
    }
}
