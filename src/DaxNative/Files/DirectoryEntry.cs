using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>
/// The name of a file in its folder, through a descriptor of that folder: whatever happens to the path meanwhile, every step
/// is about the same folder. The kernel takes the path apart, so a <c>..</c> behind a symbolic link means what it means to it.
/// </summary>
internal sealed class DirectoryEntry : IDisposable
{
    private const uint OwnerOnly = 0x180; // 0600

    private DirectoryEntry(string path, string name, SafeFileHandle folder)
    {
        Path = path;
        Name = name;
        Folder = folder;
    }

    /// <summary>As the caller gave it.</summary>
    internal string Path { get; }

    /// <summary>The last part of the path.</summary>
    internal string Name { get; }

    internal SafeFileHandle Folder { get; }

    /// <summary>Opens the folder of a path.</summary>
    /// <exception cref="DaxException">It is not there, may not be read, or the path ends in no name.</exception>
    internal static DirectoryEntry Of(string path)
    {
        int slash = path.LastIndexOf('/');
        string name = path[(slash + 1)..];
        if (name is "" or "." or "..")
        {
            throw KernelErrors.Failed("open", Errno.EISDIR, path);
        }

        string folder = slash < 0 ? "." : path[..(slash + 1)];
        SafeFileHandle handle = PosixFile.TryOpen(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out int errno)
            ?? throw FolderFailed(folder, errno);
        return new DirectoryEntry(path, name, handle);
    }

    /// <summary>Opens what has the name now, for reading and writing; a symbolic link is not followed. Null with the errno.</summary>
    internal SafeFileHandle? TryOpen(out int errno) =>
        TryOpen(Name, Libc.O_RDWR | Libc.O_NOFOLLOW(RuntimeInformation.ProcessArchitecture), out errno);

    /// <summary>Opens a new file in the folder that has no name; null with the errno.</summary>
    internal SafeFileHandle? TryOpenNameless(out int errno) =>
        TryOpen(".", Libc.O_RDWR | Libc.O_TMPFILE(RuntimeInformation.ProcessArchitecture), out errno);

    /// <summary>Opens a new file of another name in the folder; null with the errno.</summary>
    internal SafeFileHandle? TryCreate(string other, out int errno) => TryOpen(other, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL, out errno);

    /// <summary>Whether a file without a name can get one here: without /proc nothing leads to it.</summary>
    internal static bool MayLinkNameless(SafeFileHandle file) => WithPath(file, static self => PosixFile.LinkStatus(self, out FileStatus _)) == 0;

    /// <summary>Gives an open file that has no name this one, never in the place of another; zero, or the errno.</summary>
    internal int LinkNameless(SafeFileHandle file) => WithPath(
        file, self => Libc.Linkat(Libc.AT_FDCWD, self, Folder, Name, Libc.AT_SYMLINK_FOLLOW) == 0 ? 0 : KernelErrors.Last);

    /// <summary>Gives a file of the folder this name beside its own, never in the place of another; zero, or the errno.</summary>
    internal int LinkNamed(string other) => Libc.Linkat(Folder, other, Folder, Name, 0) == 0 ? 0 : KernelErrors.Last;

    /// <summary>Takes another name out of the folder; zero, or the errno.</summary>
    internal int Unlink(string other) => Libc.Unlinkat(Folder, other, 0) == 0 ? 0 : KernelErrors.Last;

    /// <summary>Makes the names in the folder durable.</summary>
    /// <exception cref="DaxException">The kernel does not confirm it.</exception>
    internal void Synchronize() => KernelErrors.Require("fsync", PosixFile.Synchronize(Folder), Path);

    public void Dispose() => Folder.Dispose();

    // The path that leads to an open file, for the length of a call.
    private static int WithPath(SafeFileHandle file, Func<string, int> call)
    {
        using var fd = new BorrowedDescriptor(file);
        return call(string.Create(CultureInfo.InvariantCulture, $"{LinuxRoot.Running.Proc}/self/fd/{fd.Value}"));
    }

    private SafeFileHandle? TryOpen(string name, int flags, out int errno) =>
        PosixFile.Opened(() => Libc.Openat(Folder, name, flags | Libc.O_CLOEXEC, OwnerOnly), out errno);

    // A folder that may be written and not read: a new name in it could not be made durable.
    private static DaxException FolderFailed(string folder, int errno) => errno == Errno.EACCES
        ? KernelErrors.Failed(new DaxFailure(DaxError.PermissionDenied, "open", "The folder may not be opened for reading, and the name of a new file is durable only once its folder is synchronised.", "Give the user read permission on the folder.") { Path = folder, Errno = errno })
        : KernelErrors.Failed("open", errno, folder);
}
