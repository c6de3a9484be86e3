namespace DaxNative;

/// <summary>
/// msync(2): how the stores to a file become durable where the CPU alone cannot do it, and its deep flush. After one that
/// failed, every later one throws.
/// </summary>
/// <remarks>
/// Linux reports a failed write-back once to each open file, and then calls the pages clean: the next msync returns, and has
/// written nothing (errseq_t, Documentation/core-api/errseq.rst; fsync(2), NOTES). So one msync runs at a time: with two, the
/// one would be told of the error, and the other that all is well, for pages that are the same.
/// </remarks>
internal class FileWriteBack(string path, nint address, long mappingOffset) : WriteBack
{
    private readonly Lock _oneAtATime = new();
    private DaxException? _failed;

    internal override bool MergesRanges => true;

    internal override void Flush(long offset, long length)
    {
        DaxException? failed;
        long began = 0;
        bool isCalled = false;
        lock (_oneAtATime)
        {
            if (_failed is null && length != 0)
            {
                began = DaxNativeMeter.Msync.Begin();
                isCalled = true;
                if (Synchronize(offset, length) is var errno and not 0)
                {
                    _failed = KernelErrors.Failed("msync", errno, path, mappingOffset + offset, length);
                }
            }

            failed = _failed;
        }

        // Outside of the lock, and after the failure is kept: whoever listens to the meter may throw, or call again.
        if (isCalled)
        {
            DaxNativeMeter.Msync.End(began, failed is null);
        }

        if (failed is not null)
        {
            throw Failed("msync", failed, offset, length);
        }
    }

    /// <summary>msync(MS_SYNC) has waited already; where it failed, nothing that was flushed before may be relied on.</summary>
    internal override void Drain() => Flush(0, 0);

    /// <summary>On a DAX file msync ends in a flush of the device, which is the deep flush.</summary>
    internal override void DeepFlush(long offset, long length)
    {
        long began = DaxNativeMeter.DeepFlush.Begin();
        bool isOk = false;
        try
        {
            Flush(offset, length);
            isOk = true;
        }
        finally
        {
            DaxNativeMeter.DeepFlush.End(began, isOk, "msync");
        }
    }

    /// <summary>The system call for a range of the mapping; zero, or the errno.</summary>
    protected virtual int Synchronize(long offset, long length)
    {
        // msync wants the address on a page; the length it rounds up itself.
        long start = offset & -(long)Environment.SystemPageSize;
        int errno;
        do
        {
            errno = Libc.Msync(address + (nint)start, (nuint)(offset + length - start), MsyncFlags.MS_SYNC) == 0 ? 0 : KernelErrors.Last;
        }
        while (errno == Errno.EINTR);
        return errno;
    }

    private DaxException Failed(string operation, DaxException first, long offset, long length) => new DaxFailure(
        DaxError.WriteBackFailed,
        operation,
        $"A write-back of this mapping failed ({first.ErrnoName} at offset {first.Offset}, length {first.Length}). The kernel reports that once and then calls the pages clean, so what the media holds of this file is not known, and no later msync can tell.",
        "Treat nothing of this mapping as durable. Look at the device (dmesg, and free space where it is thinly provisioned), copy what is needed to another file, or restore it; opening the file again shows what the page cache holds, not what the media does.")
    {
        Path = path,
        Offset = mappingOffset + offset,
        Length = length,
        Errno = first.Errno,
        ErrnoName = first.ErrnoName,
        Cause = first,
    }.ToException();
}
