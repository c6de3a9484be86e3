using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// A new file that gets its name last, when everything about it is ready and durable: nobody sees it half made, a refusal has
/// nothing to take back, and with the process it goes. Where a file system has no files without a name, it has one that
/// nobody knows (<c>.daxnative.RANDOM.new</c>), which a process that is killed leaves behind.
/// </summary>
internal sealed class NewFile : IDisposable
{
    private readonly DirectoryEntry _entry;
    private string? _temporary;

    private NewFile(DirectoryEntry entry, SafeFileHandle handle, string? temporary)
    {
        _entry = entry;
        Handle = handle;
        _temporary = temporary;
    }

    /// <summary>Open for reading and writing.</summary>
    internal SafeFileHandle Handle { get; }

    /// <summary>Makes a file in the folder of the entry, which stays the caller's to dispose.</summary>
    /// <exception cref="DaxException">
    /// The folder may not be written, is full, or takes no new files; or the name is a link to nothing
    /// (<see cref="DaxError.NotFound"/>).
    /// </exception>
    internal static NewFile In(DirectoryEntry entry)
    {
        RefuseLinkToNothing(entry.Path);
        SafeFileHandle? nameless = entry.TryOpenNameless(out int errno);
        if (nameless is not null)
        {
            if (DirectoryEntry.MayLinkNameless(nameless))
            {
                return new NewFile(entry, nameless, null);
            }

            nameless.Dispose();
        }
        else if (errno is not (Errno.EOPNOTSUPP or Errno.EISDIR or Errno.EINVAL or Errno.ENOENT))
        {
            // None of the ways in which a file system, or a kernel, says that it has no such files.
            throw KernelErrors.Failed("open", errno, entry.Path);
        }

        string temporary = $".daxnative.{Guid.NewGuid():N}.new";
        return entry.TryCreate(temporary, out errno) is { } handle
            ? new NewFile(entry, handle, temporary)
            : throw KernelErrors.Failed("open", errno, entry.Path);
    }

    /// <summary>Makes the file and its name durable.</summary>
    /// <returns>
    /// The file, opened again by its name, so that the kernel shows that name wherever it shows the file; the caller's to
    /// dispose. Null when somebody else has the name.
    /// </returns>
    /// <exception cref="DaxException">The kernel does not confirm it, or somebody replaced the file at once.</exception>
    internal SafeFileHandle? TryPublish()
    {
        // What it contains, before anybody can come by it.
        KernelErrors.Require("fsync", PosixFile.Synchronize(Handle), _entry.Path);
        int errno = _temporary is null ? _entry.LinkNameless(Handle) : _entry.LinkNamed(_temporary);
        if (errno == Errno.EEXIST)
        {
            return null;
        }

        KernelErrors.Require("linkat", errno, _entry.Path);
        RemoveTemporary();

        // The link count is the file's own metadata.
        KernelErrors.Require("fsync", PosixFile.Synchronize(Handle), _entry.Path);
        _entry.Synchronize();
        return OpenAgain();
    }

    public void Dispose()
    {
        RemoveTemporary();
        Handle.Dispose();
    }

    private SafeFileHandle OpenAgain()
    {
        ExtendedStatus made = ExtendedStatus.Of(Handle, _entry.Path);
        SafeFileHandle named = _entry.TryOpen(out int errno) ?? throw KernelErrors.Failed("openat", errno, _entry.Path);
        ExtendedStatus found;
        try
        {
            found = ExtendedStatus.Of(named, _entry.Path);
        }
        catch
        {
            named.Dispose();
            throw;
        }

        if ((made.Status.Device, made.Status.Inode) != (found.Status.Device, found.Status.Inode))
        {
            named.Dispose();
            throw KernelErrors.Failed(new DaxFailure(DaxError.WrongFileType, "openat", "Somebody put another file in its place at once.", "Try again.") { Path = _entry.Path });
        }

        return named;
    }

    // Its name is taken, and leads nowhere: to find that out at the end would be after the whole file was written.
    private static void RefuseLinkToNothing(string path)
    {
        if (PosixFile.Status(path, out _) == Errno.ENOENT && PosixFile.LinkStatus(path, out _) == 0)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.NotFound, "open", "It is a symbolic link to something that is not there.", "Make what it leads to (is its file system mounted?), or remove the link.")
            {
                Path = path,
                Errno = Errno.ENOENT,
                IsPredicted = true,
            });
        }
    }

    // Nobody but this process knows the name; that it stays behind would be an untidiness, and no reason to lose what led here.
    internal void RemoveTemporary()
    {
        if (_temporary is { } name)
        {
            _ = _entry.Unlink(name);
            _temporary = null;
        }
    }
}
