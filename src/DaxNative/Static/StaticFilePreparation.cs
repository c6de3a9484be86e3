using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>One run of <see cref="StaticFile.Prepare"/>.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StaticFilePreparation(string path, long length, long alignment, IProgress<long>? progress, CancellationToken cancellation)
{
    private long _written;

    internal StaticFileReport Run() =>
        PosixFile.Status(path, out _) == Errno.ENOENT ? Create() : Extend();

    private StaticFileReport Create()
    {
        using SafeFileHandle file = NamelessFile.Open(path);
        AlignedPlacement.Allocate(file, path, length, alignment, DeviceStart(file));
        Write(file, 0, length);
        StaticFileReport report = Finish(file);
        NamelessFile.Publish(file, path);
        return report;
    }

    private StaticFileReport Extend()
    {
        using SafeFileHandle file = OpenFile.Regular(path, forWriting: true, out _);
        Lock(file);
        try
        {
            return ExtendLocked(file);
        }
        finally
        {
            AdvisoryLock.Release(file, path);
        }
    }

    private StaticFileReport ExtendLocked(SafeFileHandle file)
    {
        // The size from now on: another process may have extended the file before the lock was ours.
        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus status), path);
        long end = Math.Max(length, status.Size);
        try
        {
            if (end > status.Size)
            {
                AlignedPlacement.Reserve(file, path, status.Size, end - status.Size);
            }

            Fill(file, status.Size);
            Write(file, status.Size, end);
            return Finish(file);
        }
        catch when (end > status.Size)
        {
            // What led here is thrown; a size that cannot be taken back is in nobody's way.
            _ = PosixFile.Truncate(file, status.Size);
            _ = PosixFile.Synchronize(file);
            throw;
        }
    }

    // What was never written reads as zeroes, so zeroes may be written there.
    private void Fill(SafeFileHandle file, long size)
    {
        long next = 0;
        foreach (FileExtent extent in ExtentReader.Read(file, path, 0, Math.Max(size, 1)))
        {
            if (extent.Offset >= size)
            {
                break;
            }

            Write(file, next, extent.Offset);
            if ((extent.Flags & Libc.FIEMAP_EXTENT_UNWRITTEN) != 0)
            {
                Write(file, extent.Offset, Math.Min(extent.End, size));
            }

            next = extent.End;
        }

        Write(file, next, size);
    }

    private void Write(SafeFileHandle file, long from, long end)
    {
        long before = _written;
        IProgress<long>? whole = progress is null ? null : new Shifted(progress, before);
        ZeroFill.Write(file, path, from, end, whole, cancellation);
        _written += Math.Max(end - from, 0);
    }

    private StaticFileReport Finish(SafeFileHandle file)
    {
        cancellation.ThrowIfCancellationRequested();
        KernelErrors.Require("fsync", PosixFile.Synchronize(file), path);
        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus status), path);
        StaticFileReport report = StaticFile.Check(file, path, status, alignment);
        if (!report.IsStatic)
        {
            throw StaticFile.NotStatic("prepare", report, Remedy(report));
        }

        DirectoryEntry.Synchronize(path);
        return report;
    }

    private static string Remedy(StaticFileReport report) => report.Flaws.Count == 0 ? "Try again: somebody truncated it." : report.Flaws[0].Kind switch
    {
        ExtentFlawKind.Shared => "It shares blocks with another file: prepare a new file and copy the bytes (cp --reflink=never).",
        ExtentFlawKind.Misaligned => "The file system has no free space that is aligned so: prepare a new file on a file system made for it (mkfs.ext4 -b 4096 -E stride=512,stripe_width=512; mkfs.xfs -d su=2m,sw=1), free space, or ask for a smaller alignment.",
        ExtentFlawKind.Encoded => "Turn compression and encryption off for it, and prepare a new file.",
        _ => "Prepare it again while nobody else writes to it, on ext4 or xfs.",
    };

    private void Lock(SafeFileHandle file)
    {
        int errno = Libc.Flock(file, FlockOperations.LOCK_EX | FlockOperations.LOCK_NB) == 0 ? 0 : KernelErrors.Last;
        if (errno == Errno.EAGAIN)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.Locked, "flock", "Somebody else holds the lock.", "Prepare the file before it is in use (lslocks names the holder).") { Path = path, Errno = errno });
        }

        KernelErrors.Require("flock", errno, path);
    }

    private static long DeviceStart(SafeFileHandle file) =>
        PosixFile.Status(file, out FileStatus status) == 0 ? FileBlockDevice.Of(LinuxRoot.Running, status.Device)?.Start ?? 0 : 0;

    private sealed class Shifted(IProgress<long> progress, long before) : IProgress<long>
    {
        public void Report(long value) => progress.Report(before + value);
    }
}
