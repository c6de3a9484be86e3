using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Gets a new file's blocks in one piece and on the alignment asked for, as far as the file system lets it.</summary>
internal static class AlignedPlacement
{
    /// <summary>
    /// Allocates an empty file. File systems align by their own geometry only; where that is not enough, more is allocated
    /// and the front is cut out, which moves the file's bytes without moving its blocks. Whether it came out right is
    /// decided by the check of the finished file.
    /// </summary>
    internal static void Allocate(SafeFileHandle file, string path, long length, long alignment, long deviceStart)
    {
        Extend(file, path, length);
        if (alignment > Environment.SystemPageSize && HasMisaligned(file, path, length, alignment, deviceStart))
        {
            Shift(file, path, length, alignment, deviceStart);
        }
    }

    private static void Shift(SafeFileHandle file, string path, long length, long alignment, long deviceStart)
    {
        KernelErrors.Require("ftruncate", PosixFile.Truncate(file, 0), path);
        if (length > long.MaxValue - alignment || !FileSizeLimit.Allows(length + alignment) || BlockSpace.Extend(file, 0, length + alignment) != 0)
        {
            // No room to choose from: the file stays as misaligned as it was, and that is the reason that is given.
            KernelErrors.Require("ftruncate", PosixFile.Truncate(file, 0), path);
            Extend(file, path, length);
            return;
        }

        FileExtent first = ExtentReader.Read(file, path).FirstOrDefault();
        long into = (first.PhysicalOffset + deviceStart) % alignment;
        if (first.HasPhysicalOffset && into != 0)
        {
            // A file system that cannot do it refuses; as above.
            _ = BlockSpace.Collapse(file, 0, alignment - into);
        }

        KernelErrors.Require("ftruncate", PosixFile.Truncate(file, length), path);
    }

    // A file system without fallocate is asked by the writes that follow.
    private static void Extend(SafeFileHandle file, string path, long length)
    {
        int errno = BlockSpace.Extend(file, 0, length);
        KernelErrors.Require("fallocate", errno == Errno.EOPNOTSUPP ? 0 : errno, path, 0, length);
    }

    private static bool HasMisaligned(SafeFileHandle file, string path, long length, long alignment, long deviceStart) =>
        new ExtentClassifier(length, alignment, deviceStart).Classify(path, ExtentReader.Read(file, path))
            .Flaws.Any(flaw => flaw.Kind == ExtentFlawKind.Misaligned);
}
