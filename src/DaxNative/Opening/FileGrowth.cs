using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// Creates and extends the file below a mapping, and takes both back when the mapping is refused. Existing bytes are
/// never written: the size grows with what is already written, so another process never sees bytes that we would
/// still overwrite.
/// </summary>
internal sealed class FileGrowth(string path, SafeFileHandle file, FileStatus opened, bool created)
{
    private long _grownFrom = -1;

    /// <summary>Makes the file at least <paramref name="end"/> bytes long, durably.</summary>
    /// <exception cref="DaxException">No room, or another process has the lock; the file is as it was.</exception>
    internal void Ensure(long end, MappingOptions options)
    {
        if (end > opened.Size)
        {
            Extend(end, options);
        }

        if (created)
        {
            DirectoryEntry.Synchronize(path);
        }
        else if (options.MayCreate)
        {
            RequireName();
        }
    }

    /// <summary>Removes what <see cref="Ensure"/> and the creation did.</summary>
    internal void Undo()
    {
        if (created)
        {
            Remove();
        }
        else if (_grownFrom >= 0)
        {
            KernelErrors.Require("ftruncate", PosixFile.Truncate(file, _grownFrom), path, _grownFrom, 0);
        }
    }

    // Only our own file, since the name may belong to somebody else by now, and only while nobody else owns it.
    private void Remove()
    {
        bool isOurs = PosixFile.Status(path, out FileStatus now) == 0 && now.Inode == opened.Inode && now.Device == opened.Device;
        if (isOurs && AdvisoryLock.IsFree(file))
        {
            File.Delete(path);
        }
    }

    // Whoever created the file may have been refused and removed it after we had opened it: what is stored in a file
    // without a name is lost.
    private void RequireName()
    {
        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus now), path);
        if (now.Links == 0)
        {
            throw KernelErrors.Failed("open", Errno.ENOENT, path);
        }
    }

    private void Extend(long end, MappingOptions options)
    {
        if (!options.Lock)
        {
            AdvisoryLock.TakeToGrow(file, path);
        }

        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus now), path);
        if (now.Size < end)
        {
            RequireAllowed(now.Size, end);
            _grownFrom = now.Size;
            Allocate(now.Size, end, options);
            KernelErrors.Require("fsync", PosixFile.Synchronize(file), path, 0, end);
        }

        if (!options.Lock)
        {
            AdvisoryLock.Release(file, path);
        }
    }

    private void RequireAllowed(long from, long end)
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

    private void Allocate(long from, long end, MappingOptions options)
    {
        switch (options.Allocation)
        {
            case FileAllocation.Written:
                Reserve(from, end - from);
                ZeroFill.Write(file, path, from, end, options.AllocationProgress);
                break;
            case FileAllocation.Reserved:
                KernelErrors.Require("posix_fallocate", PosixFile.Allocate(file, from, end - from), path, from, end - from);
                break;
            default:
                KernelErrors.Require("ftruncate", PosixFile.Truncate(file, end), path, from, end - from);
                break;
        }
    }

    // Beyond the end of the file, so that the size does not change yet: one contiguous extent where there is room, and
    // a full file system says so before anything is written. A file system that cannot do it is asked by pwrite.
    private void Reserve(long from, long length)
    {
        int errno = BlockSpace.Reserve(file, from, length);
        KernelErrors.Require("fallocate", errno == Errno.EOPNOTSUPP ? 0 : errno, path, from, length);
    }
}
