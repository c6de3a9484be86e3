using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>One run of <see cref="BadBlocks.Repair"/>.</summary>
[SupportedOSPlatform("linux")]
internal static class FileRepair
{
    internal static BadBlockRepair Run(string path, BadBlockRange range)
    {
        using SafeFileHandle file = OpenFile.Regular(path, forWriting: true, out FileStatus status);
        if (range.Length <= 0 || range.Offset < 0 || range.Offset > status.Size || range.Length > status.Size - range.Offset)
        {
            throw new ArgumentOutOfRangeException(nameof(range), range, $"The range must lie within the file's {status.Size} bytes and not be empty.");
        }

        BadBlockRange pages = WholePages(range, status.Size);
        KernelErrors.Require("fallocate(FALLOC_FL_PUNCH_HOLE)", BlockSpace.Punch(file, pages.Offset, pages.Length), path, pages.Offset, pages.Length);
        ZeroFill.Write(file, path, pages.Offset, pages.Offset + pages.Length);
        KernelErrors.Require("fsync", PosixFile.Synchronize(file), path);
        RequireReadable(file, path, pages);
        return new BadBlockRepair { Path = path, Lost = pages, IsConfirmedByKernel = Confirm(file, path, pages) };
    }

    internal static BadBlockRange WholePages(BadBlockRange range, long fileLength)
    {
        long page = Environment.SystemPageSize;
        long from = range.Offset - range.Offset % page;
        long beyond = range.Offset + range.Length + page - 1;
        return new BadBlockRange(from, Math.Min(beyond - beyond % page, fileLength) - from);
    }

    private static void RequireReadable(SafeFileHandle file, string path, BadBlockRange pages)
    {
        byte[] page = new byte[Environment.SystemPageSize];
        for (long at = 0; at < pages.Length; at += page.Length)
        {
            Span<byte> part = page.AsSpan(0, (int)Math.Min(page.Length, pages.Length - at));
            part.Fill(0xff);
            SafeCopyReport copy = new SafeCopy(new FileRangeReader(file), path, "pread").CopyAround(pages.Offset + at, part);
            if (!copy.IsComplete || part.ContainsAnyExcept((byte)0))
            {
                throw NotRepaired(path, new BadBlockRange(pages.Offset + at, part.Length), "It cannot be read back as zeroes.");
            }
        }
    }

    // Of the open file: another one may have the name by now.
    private static bool Confirm(SafeFileHandle file, string path, BadBlockRange pages)
    {
        KernelErrors.Require("fstat", PosixFile.Status(file, out FileStatus status), path);
        BadBlockReport after = BadBlocks.OfFile(LinuxRoot.Running, path, status, ExtentReader.Read(file, path));
        if (!after.IsAvailable)
        {
            return false;
        }

        foreach (BadBlockRange bad in after.Ranges)
        {
            if (bad.Offset < pages.Offset + pages.Length && pages.Offset < bad.Offset + bad.Length)
            {
                throw NotRepaired(path, bad, "The kernel still lists it as bad.");
            }
        }

        return after.IsComplete;
    }

    private static DaxException NotRepaired(string path, BadBlockRange range, string problem) => KernelErrors.Failed(new DaxFailure(
        DaxError.VerificationFailed, "repair", problem, "The platform could not clear the media error (ndctl list --media-errors): copy what is good to a new file.")
    {
        Path = path,
        Offset = range.Offset,
        Length = range.Length,
    });
}
