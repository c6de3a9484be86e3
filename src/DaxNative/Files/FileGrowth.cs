using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// Makes a file longer, whoever asks. What can refuse comes first: the process's limit, the room. Existing bytes are never
/// written, and a file is never made shorter again, because somebody else may have mapped what was added and stored there.
/// </summary>
internal static class FileGrowth
{
    /// <summary>Extends a file that others may use to <paramref name="end"/>, if it is shorter; the caller makes that durable.</summary>
    /// <param name="file">Open for writing.</param>
    /// <param name="path">For messages.</param>
    /// <param name="end">The least length, in bytes.</param>
    /// <param name="isLocked">Whether the caller holds the exclusive lock.</param>
    /// <param name="allocation">How the bytes are allocated.</param>
    /// <param name="progress">Gets the bytes allocated so far.</param>
    /// <returns>Where the file ended before.</returns>
    /// <exception cref="DaxException">No room, or another process has the lock. What was added before that stays.</exception>
    internal static long Extend(SafeFileHandle file, string path, long end, bool isLocked, FileAllocation allocation, IProgress<long>? progress)
    {
        using FileLock? held = isLocked ? null : FileLock.TakeToGrow(file, path, end);

        // The size from now on: another process may have extended it before the lock was ours.
        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus now), path);
        if (now.Size < end)
        {
            Allocate(file, path, now.Size, end, allocation, progress);
        }

        return now.Size;
    }

    /// <summary>Allocates the bytes from <paramref name="from"/>, where the file ends, to <paramref name="end"/>.</summary>
    internal static void Allocate(SafeFileHandle file, string path, long from, long end, FileAllocation allocation, IProgress<long>? progress)
    {
        RequireAllowed(path, from, end);
        switch (allocation)
        {
            case FileAllocation.Written:
                Reserve(file, path, from, end - from);
                ZeroFill.Write(file, path, from, end, progress);
                break;
            case FileAllocation.Reserved:
                RequireRoom(file, path, from, end - from);
                KernelErrors.Require("posix_fallocate", PosixFile.Allocate(file, from, end - from), path, from, end - from);
                break;
            default:
                Lengthen(file, path, from, end);
                break;
        }
    }

    /// <summary>
    /// Reserves blocks beyond the end of the file, so that its size does not change yet: one contiguous extent where there is
    /// room, and a full file system says so before anything is written. A file system that cannot do it is asked by pwrite.
    /// </summary>
    internal static void Reserve(SafeFileHandle file, string path, long from, long length)
    {
        RequireRoom(file, path, from, length);
        int errno = BlockSpace.Reserve(file, from, length);
        KernelErrors.Require("fallocate", errno == Errno.EOPNOTSUPP ? 0 : errno, path, from, length);
    }

    /// <summary>
    /// Has the page cache, where there is one, forget what was written and synchronised. A long write leaves it in folios of up to 2 MiB
    /// (xfs since Linux 5.18, ext4 since 6.16), and a store makes its whole folio dirty: the msync of one line would write 2 MiB. What a
    /// mapping brings in later is a page, or four (xfs).
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="path">For messages.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="end">Where it ends; before <paramref name="from"/> where nothing was written.</param>
    internal static void ForgetCached(SafeFileHandle file, string path, long from, long end)
    {
        if (from < end)
        {
            KernelErrors.Require("posix_fadvise", PosixFile.ForgetCached(file, from, end - from), path, from, end - from);
        }
    }

    /// <summary>Refuses what passes the process's limit: the kernel would say so by a signal that ends the process (SIGXFSZ).</summary>
    internal static void RequireAllowed(string path, long from, long end)
    {
        if (!FileSizeLimit.Allows(end))
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.NoSpace, "fallocate", "The length is larger than this process may make a file, and passing that limit would end it (SIGXFSZ).", "Ask for a smaller length, or raise the limit (ulimit -f).")
            {
                Path = path,
                Offset = from,
                Length = end - from,
                Errno = Errno.EFBIG,
                IsPredicted = true,
            });
        }
    }

    // A length that is set cuts off what a writer without a lock has added since; one block allocated at the end does not.
    private static void Lengthen(SafeFileHandle file, string path, long from, long end)
    {
        int errno = from == 0 ? Errno.EOPNOTSUPP : BlockSpace.Extend(file, end - 1, 1);
        KernelErrors.Require("fallocate", errno == Errno.EOPNOTSUPP ? 0 : errno, path, from, end - from);
        if (errno == Errno.EOPNOTSUPP)
        {
            KernelErrors.Require("ftruncate", PosixFile.Truncate(file, end), path, from, end - from);
        }
    }

    // An allocation that fails half way would leave blocks beyond the end of the file, which only a truncation gives back.
    // Those that a growth which was killed has left there are this file's already (holes make that only too little).
    private static void RequireRoom(SafeFileHandle file, string path, long from, long length)
    {
        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus now), path);
        long needed = length - Math.Max(now.Allocated - from, 0);
        if (FileSystemNumber.FreeBytes(file) is { } free && free < needed)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.NoSpace, "fallocate", $"No room is left: {free} bytes are free.", "Free space on the file system, or ask for a smaller length.")
            {
                Path = path,
                Offset = from,
                Length = length,
                Errno = Errno.ENOSPC,
                IsPredicted = true,
            });
        }
    }
}

/// <summary>How the bytes that a file grows by are allocated.</summary>
public enum FileAllocation
{
    /// <summary>
    /// Zeros are written, so no later store has to allocate or convert a block: on a MAP_SYNC mapping such a store
    /// costs a journal commit, also in a file that was only fallocated.
    /// </summary>
    Written,

    /// <summary>Space is reserved by fallocate; the first store to each block still pays for its conversion.</summary>
    Reserved,

    /// <summary>Nothing is allocated; a store on a full file system ends the process with SIGBUS.</summary>
    Sparse,
}
