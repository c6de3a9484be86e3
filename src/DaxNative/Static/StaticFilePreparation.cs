using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>One run of <see cref="StaticFile.Prepare"/>.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StaticFilePreparation(string path, long length, long alignment, IProgress<long>? progress, CancellationToken cancellation)
{
    // How often the file may be created or removed between two of our calls.
    private const int Attempts = 10;

    private long _written;

    internal StaticFileReport Run()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int errno = PosixFile.Status(path, out _);
            if (errno != Errno.ENOENT)
            {
                return Extend();
            }

            if (TryCreate() is { } report)
            {
                return report;
            }
        }

        throw KernelErrors.Failed("open", Errno.EEXIST, path);
    }

    // Null where somebody else created it first.
    private StaticFileReport? TryCreate()
    {
        using var entry = DirectoryEntry.Of(path);
        using var created = NewFile.In(entry);
        SafeFileHandle file = created.Handle;
        FileGrowth.RequireAllowed(path, 0, length);
        AlignedPlacement.Allocate(file, path, length, alignment, DeviceStart(file));
        Write(file, 0, length);
        StaticFileReport report = Finish(file);
        using SafeFileHandle? named = created.TryPublish();
        return named is null ? null : report;
    }

    private StaticFileReport Extend()
    {
        using SafeFileHandle file = OpenFile.Regular(path, forWriting: true, out _);
        using var held = FileLock.Take(file, path, shared: false);

        // The size from now on: another process may have extended the file before the lock was ours.
        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus status), path);
        RequireMendable(file, status);
        long end = Math.Max(length, status.Size);
        if (end > status.Size)
        {
            FileGrowth.RequireAllowed(path, status.Size, end);
            FileGrowth.Reserve(file, path, status.Size, end - status.Size);
        }

        Fill(file, status.Size);
        Write(file, status.Size, end);
        return Finish(file);
    }

    // What writing to it cannot change is refused before the file grows.
    private void RequireMendable(SafeFileHandle file, FileStatus status)
    {
        StaticFileReport now = StaticFile.Check(file, path, status, alignment);
        if (now.Flaws.Any(static flaw => !IsMendedByWriting(flaw.Kind)))
        {
            throw StaticFile.NotStatic("prepare", now, Remedy(now));
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
        FileGrowth.ForgetCached(file, path, 0, status.Size);
        StaticFileReport report = StaticFile.Check(file, path, status, alignment);
        if (!report.IsStatic)
        {
            throw StaticFile.NotStatic("prepare", report, Remedy(report));
        }

        return report;
    }

    private static string Remedy(StaticFileReport report) => report.Flaws.Count == 0 ? "Try again: somebody truncated it." : Worst(report) switch
    {
        ExtentFlawKind.Shared => "It shares blocks with another file: prepare a new file and copy the bytes (cp --reflink=never).",
        ExtentFlawKind.Misaligned => "The file system has no free space that is aligned so: prepare a new file on a file system made for it (mkfs.ext4 -b 4096 -E stride=512,stripe_width=512; mkfs.xfs -d su=2m,sw=1), free space, or ask for a smaller alignment.",
        ExtentFlawKind.Encoded => "Turn compression and encryption off for it, and prepare a new file.",
        ExtentFlawKind.UnknownFlag => "This kernel knows more of files than this version of DaxNative: use a newer version, or another file system.",
        _ => "Prepare it again while nobody else writes to it, on ext4 or xfs.",
    };

    private static ExtentFlawKind Worst(StaticFileReport report) => report.Flaws.Select(static flaw => flaw.Kind)
        .OrderBy(IsMendedByWriting).First();

    private static bool IsMendedByWriting(ExtentFlawKind kind) => kind is ExtentFlawKind.Hole or ExtentFlawKind.Unwritten or ExtentFlawKind.DelayedAllocation;

    private static long DeviceStart(SafeFileHandle file) =>
        PosixFile.Status(file, out FileStatus status) == 0 ? FileBlockDevice.Of(LinuxRoot.Running, status.Device)?.Start ?? 0 : 0;

    private sealed class Shifted(IProgress<long> progress, long before) : IProgress<long>
    {
        public void Report(long value) => progress.Report(before + value);
    }
}
