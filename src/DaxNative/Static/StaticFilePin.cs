using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>What must hold before a file is pinned, and the pinning.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class StaticFilePin
{
    internal static void Set(string path)
    {
        if (FilePin.IsPinned(path))
        {
            return;
        }

        using SafeFileHandle file = OpenFile.Regular(path, forWriting: true, out FileStatus status);
        if (!ExtendedStatus.Of(file, path).IsDax)
        {
            throw Refused(path, "The file is not in DAX mode: its pages are written back through the page cache, which an immutable file refuses, so a store through a mapping would be lost or a SIGBUS.", "Mount with -o dax=always, or set its flag (DaxFlag.SetWanted), and pin it then.");
        }

        StaticFileReport report = StaticFile.Check(file, path, status, Environment.SystemPageSize);
        if (!report.IsStatic)
        {
            throw StaticFile.NotStatic("pin", report, "Make it static first: StaticFile.Prepare.");
        }

        if (MayShareBlocks(file))
        {
            throw Refused(path, "The file system can share blocks (reflink): a clone of the pinned file would make its next store move them, so it would not be pinned.", "Use ext4, or an xfs made with mkfs.xfs -m reflink=0.");
        }

        FilePin.Change(file, path, set: true);
    }

    internal static void Clear(string path)
    {
        // Read-only: an immutable file cannot be opened otherwise, and the flag does not need it.
        using SafeFileHandle file = OpenFile.Regular(path, forWriting: false, out _);
        if (ExtendedStatus.Of(file, path).IsImmutable)
        {
            FilePin.Change(file, path, set: false);
        }
    }

    /// <summary>
    /// Asks the kernel to clone a page of the file onto itself, which it never does: a file system that shares no blocks
    /// answers EOPNOTSUPP, one that does EINVAL. Every other answer counts as a yes.
    /// </summary>
    private static bool MayShareBlocks(SafeFileHandle file)
    {
        using var fd = new BorrowedDescriptor(file);
        var range = new File_Clone_Range { src_fd = fd.Value, src_length = (ulong)Environment.SystemPageSize };

        // SAFETY: the local has the size that the request encodes.
        int errno = Libc.Ioctl(file, Libc.FICLONERANGE, &range) == 0 ? 0 : KernelErrors.Last;
        return errno is not (Errno.EOPNOTSUPP or Errno.ENOTTY);
    }

    private static DaxException Refused(string path, string problem, string remedy) =>
        KernelErrors.Failed(new DaxFailure(DaxError.NotSupported, "pin", problem, remedy) { Path = path, IsPredicted = true });
}
