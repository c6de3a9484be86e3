namespace DaxNative;

/// <summary>msync(2): how the stores to a file become durable where the CPU alone cannot do it, and its deep flush.</summary>
internal sealed class FileWriteBack(string path, nint address, long mappingOffset) : WriteBack
{
    internal override bool MergesRanges => true;

    internal override void Flush(long offset, long length)
    {
        if (length == 0)
        {
            return;
        }

        // msync wants the address on a page; the length it rounds up itself.
        long start = offset & -(long)Environment.SystemPageSize;
        int errno;
        do
        {
            int result = Libc.Msync(address + (nint)start, (nuint)(offset + length - start), MsyncFlags.MS_SYNC);
            errno = result == 0 ? 0 : KernelErrors.Last;
        }
        while (errno == Errno.EINTR);
        if (errno != 0)
        {
            throw KernelErrors.Failed("msync", errno, path, mappingOffset + offset, length);
        }
    }

    /// <summary>msync(MS_SYNC) has waited already.</summary>
    internal override void Drain()
    {
    }

    /// <summary>On a DAX file msync ends in a flush of the device, which is the deep flush.</summary>
    internal override void DeepFlush(long offset, long length) => Flush(offset, length);
}
