using Microsoft.Win32.SafeHandles;

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

/// <summary>Reads an open file through pread, which on a DAX file is the kernel's own machine-check safe copy.</summary>
internal sealed class FileRangeReader(SafeFileHandle file) : IRangeReader
{
    public long PageStart(long offset) => offset - offset % Environment.SystemPageSize;

    public long Read(long offset, Span<byte> destination, out int errno) => FileRead.At(file, destination, offset, out errno);
}

/// <summary>
/// Reads this process's own memory through process_vm_readv: a page that is not there is EFAULT, not a signal. Never
/// reads what a protection (PROT_NONE) forbids.
/// </summary>
internal sealed unsafe class MemoryRangeReader(nint address) : IRangeReader
{
    public long PageStart(long offset) => offset - (long)((nuint)address + (nuint)offset) % Environment.SystemPageSize;

    public long Read(long offset, Span<byte> destination, out int errno)
    {
        // SAFETY: the destination is pinned for the call; the source is an address for the kernel alone, which checks it.
        fixed (byte* buffer = destination)
        {
            var local = new Iovec { iov_base = (nint)buffer, iov_len = (nuint)destination.Length };
            var remote = new Iovec { iov_base = address + (nint)offset, iov_len = (nuint)destination.Length };
            nint count = Libc.ProcessVmReadv(Environment.ProcessId, &local, 1, &remote, 1, 0);
            errno = count < 0 ? KernelErrors.Last : 0;
            return count;
        }
    }
}
