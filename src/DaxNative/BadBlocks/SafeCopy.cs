namespace DaxNative;

/// <summary>
/// Copies a range through a reader that fails instead of faulting, and finds out exactly which pages it fails for: a
/// failed read of many pages is repeated page by page, because the kernel need not have read up to the bad one.
/// </summary>
internal sealed class SafeCopy(IRangeReader reader, string? path, string operation)
{
    private const int ChunkSize = 1 << 20;

    private readonly List<UnreadableRange> _unreadable = [];
    private long _bytesRead;
    private long _pageByPageUntil;

    /// <summary>Copies everything or throws at the first unreadable page.</summary>
    internal void CopyAll(long offset, Span<byte> destination) => Run(offset, destination, aroundUnreadable: false);

    /// <summary>Copies what can be read, and zeroes the rest.</summary>
    internal SafeCopyReport CopyAround(long offset, Span<byte> destination)
    {
        Run(offset, destination, aroundUnreadable: true);
        return new SafeCopyReport { BytesRead = _bytesRead, Unreadable = _unreadable };
    }

    private void Run(long offset, Span<byte> destination, bool aroundUnreadable)
    {
        for (int done = 0; done < destination.Length;)
        {
            long at = offset + done;
            int toPageEnd = (int)(reader.PageStart(at) + Environment.SystemPageSize - at);
            int request = Math.Min(at < _pageByPageUntil ? toPageEnd : ChunkSize, destination.Length - done);
            long count = reader.Read(at, destination.Slice(done, request), out int errno);
            if (count > 0)
            {
                _bytesRead += count;
                done += (int)count;
            }
            else if (count == 0)
            {
                Skip(at, destination[done..], 0, aroundUnreadable);
                return;
            }
            else if (!IsUnreadable(errno))
            {
                throw Failed(errno, at, request);
            }
            else if (request > toPageEnd)
            {
                _pageByPageUntil = at + request;
            }
            else
            {
                Skip(at, destination.Slice(done, request), errno, aroundUnreadable);
                done += request;
            }
        }
    }

    private void Skip(long at, Span<byte> part, int errno, bool aroundUnreadable)
    {
        if (!aroundUnreadable)
        {
            throw Unreadable(errno, at, part.Length);
        }

        part.Clear();
        if (_unreadable.Count > 0 && _unreadable[^1] is var last && last.Errno == errno && last.Offset + last.Length == at)
        {
            _unreadable[^1] = last with { Length = last.Length + part.Length };
        }
        else
        {
            _unreadable.Add(new UnreadableRange(at, part.Length, errno));
        }
    }

    private static bool IsUnreadable(int errno) => errno is Errno.EFAULT or Errno.EIO or Errno.EHWPOISON;

    // The page that holds the byte: that is what has gone or is bad, also when the copy began inside it.
    private DaxException Unreadable(int errno, long at, int length) => KernelErrors.Failed(new DaxFailure(
        DaxError.Unreadable,
        operation,
        errno == 0 ? "The file ends there: it was truncated, or never was so long." : "The page cannot be read: its media is bad, its file was truncated, or nothing readable is mapped there.",
        "Copy around it with TryCopy; BadBlocks tells whether the media is bad, and BadBlocks.Repair replaces it by zeroes.")
    {
        Path = path,
        Offset = errno == 0 ? at : Math.Max(reader.PageStart(at), 0),
        Length = errno == 0 ? length : Math.Min(reader.PageStart(at) + Environment.SystemPageSize - at, length),
        Errno = errno,
    });

    private DaxException Failed(int errno, long at, int length) => errno is Errno.EPERM or Errno.ENOSYS
        ? KernelErrors.Failed(new DaxFailure(DaxError.NotSupported, operation, "The process may not read its own memory by system call (a seccomp filter).", "Allow process_vm_readv in the container's seccomp profile, or read the file by its path.") { Path = path, Offset = at, Length = length, Errno = errno })
        : KernelErrors.Failed(operation, errno, path, at, length);
}
