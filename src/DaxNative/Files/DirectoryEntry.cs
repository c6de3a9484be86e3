using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>The name of a new file: durable only once its directory is synchronised too.</summary>
internal static class DirectoryEntry
{
    internal static void Synchronize(string path)
    {
        string directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        using SafeFileHandle handle = PosixFile.TryOpen(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out int errno)
            ?? throw KernelErrors.Failed("open", errno, directory);
        errno = PosixFile.Synchronize(handle);
        if (errno != 0)
        {
            throw KernelErrors.Failed("fsync", errno, directory);
        }
    }
}
