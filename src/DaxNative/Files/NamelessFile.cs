using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>A new file that gets its name last (O_TMPFILE): until then it goes with the process, however that ends.</summary>
internal static class NamelessFile
{
    private const uint OwnerOnly = 0x180; // 0600

    internal static SafeFileHandle Open(string path)
    {
        string directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        int fd;
        int errno;
        do
        {
            fd = Libc.Open(directory, Libc.O_TMPFILE(RuntimeInformation.ProcessArchitecture) | Libc.O_RDWR | Libc.O_CLOEXEC, OwnerOnly);
            errno = fd < 0 ? KernelErrors.Last : 0;
        }
        while (errno == Errno.EINTR);
        return errno switch
        {
            0 => new SafeFileHandle(fd, ownsHandle: true),
            Errno.EOPNOTSUPP or Errno.EISDIR or Errno.EINVAL => throw KernelErrors.Failed(new DaxFailure(
                DaxError.NotSupported, "open(O_TMPFILE)", "The file system has no files without a name.", "Create an empty file at the path first; it is then extended.")
            {
                Path = directory,
                Errno = errno,
            }),
            _ => throw KernelErrors.Failed("open(O_TMPFILE)", errno, directory),
        };
    }

    /// <summary>Gives the file its name, durably; never in the place of another.</summary>
    internal static void Publish(SafeFileHandle file, string path)
    {
        bool added = false;
        file.DangerousAddRef(ref added);
        try
        {
            string self = string.Create(CultureInfo.InvariantCulture, $"{LinuxRoot.Running.Proc}/self/fd/{file.DangerousGetHandle()}");
            int errno = Libc.Linkat(Libc.AT_FDCWD, self, Libc.AT_FDCWD, path, Libc.AT_SYMLINK_FOLLOW) == 0 ? 0 : KernelErrors.Last;
            KernelErrors.Require("linkat", errno, path);
        }
        finally
        {
            file.DangerousRelease();
        }

        // The link count is the file's own metadata.
        KernelErrors.Require("fsync", PosixFile.Synchronize(file), path);
        DirectoryEntry.Synchronize(path);
    }
}
