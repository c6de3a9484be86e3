using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>Opens the regular files that this folder asks questions of.</summary>
internal static class OpenFile
{
    /// <summary>Opens a regular file; nothing else is opened, because opening some devices has effects.</summary>
    /// <exception cref="DaxException">It does not exist, may not be opened, or is no regular file.</exception>
    internal static SafeFileHandle Regular(string path, bool forWriting, out FileStatus status)
    {
        KernelErrors.Require("stat", PosixFile.Status(path, out status), path);
        if (status.Type != FileType.Regular)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.WrongFileType, "stat", "It is no regular file.", "Name a regular file on ext4 or xfs.") { Path = path, IsPredicted = true });
        }

        SafeFileHandle file = PosixFile.TryOpen(path, (forWriting ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY) | OpenFlags.O_NONBLOCK, out int errno)
            ?? throw FilePin.OpenFailed(path, errno);
        errno = PosixFile.Status(file, out status);
        if (errno == 0 && status.Type == FileType.Regular)
        {
            return file;
        }

        file.Dispose();
        KernelErrors.Require("fstat", errno, path);
        throw Replaced("fstat", path);
    }

    /// <summary>What is open is another thing than what the name led to right before.</summary>
    internal static DaxException Replaced(string operation, string path) => KernelErrors.Failed(
        new DaxFailure(DaxError.WrongFileType, operation, "It was replaced by something that is no regular file while it was opened.", "Try again.") { Path = path });
}
