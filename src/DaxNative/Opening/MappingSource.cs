using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>What is about to be mapped: an open file or dax device, and everything that differs between the two.</summary>
internal abstract class MappingSource(LinuxRoot root, string path, SafeFileHandle handle)
{
    protected const MmapFlags MapSync = MmapFlags.MAP_SHARED_VALIDATE | MmapFlags.MAP_SYNC;

    internal LinuxRoot Root { get; } = root;

    internal string Path { get; } = path;

    /// <summary>The unit in bytes of offset, length and address.</summary>
    internal abstract long Align { get; }

    protected SafeFileHandle Handle { get; } = handle;

    /// <summary>
    /// Opens what the path names. Its type is looked at first: opening some devices has effects (a watchdog starts, a
    /// FIFO waits), and mapping a disabled dax device is a kernel oops.
    /// </summary>
    internal static MappingSource Open(LinuxRoot root, string path, MappingOptions options)
    {
        // Looked at again where somebody created or removed the file between two calls; a name that keeps saying both
        // (a symbolic link to nothing) is no file.
        for (int attempt = 0; attempt < 10; attempt++)
        {
            int errno = PosixFile.Status(path, out FileStatus status);
            MappingSource? source = errno switch
            {
                0 => status.Type switch
                {
                    FileType.Regular => FileSource.OpenExisting(root, path, options),
                    FileType.CharacterDevice => DeviceSource.Open(root, path, status.Special, options),
                    _ => throw WrongType(path, status.Type),
                },
                Errno.ENOENT when options.MayCreate => FileSource.Create(root, path, options),
                _ => throw KernelErrors.Failed("stat", errno, path),
            };

            if (source is not null)
            {
                return source;
            }
        }

        throw KernelErrors.Failed("open", Errno.EEXIST, path);
    }

    /// <summary>The length to map, checked against the size and the align.</summary>
    internal abstract long LengthOf(MappingOptions options);

    /// <summary>What is known before the mmap.</summary>
    internal abstract MemoryFacts Facts(MappingOptions options, ForcedGranularity? forced, FlushInstruction instruction);

    /// <summary>Maps over the reservation; completes the facts with what the kernel granted.</summary>
    internal abstract MemoryFacts Map(nint address, long length, MemoryFacts facts, MappingOptions options);

    /// <summary>Gives the file the bytes that the mapping needs.</summary>
    internal abstract void Grow(long length, MappingOptions options);

    /// <summary>How the mapping flushes where the CPU does not.</summary>
    internal abstract WriteBack WriteBack(nint address, Backing backing, MappingOptions options);

    /// <summary>Undoes what Open did, because the mapping was refused.</summary>
    internal virtual void Abandon()
    {
        if (!Handle.IsClosed)
        {
            AdvisoryLock.Close(Handle, Path);
        }
    }

    /// <summary>Gives up the descriptor: kept while it holds a lock, else closed, since a mapping outlives it.</summary>
    internal SafeFileHandle? Detach(MappingOptions options)
    {
        if (options.Lock)
        {
            return Handle;
        }

        Handle.Dispose();
        return null;
    }

    protected static OpenFlags AccessFlags(MappingOptions options) =>
        (options.Access == MappingAccess.ReadWrite ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY) | OpenFlags.O_NONBLOCK;

    protected static MmapProtections Protections(MappingOptions options) =>
        options.IsWritable ? MmapProtections.PROT_READ | MmapProtections.PROT_WRITE : MmapProtections.PROT_READ;

    /// <summary>
    /// mmap over a reservation; zero, or the errno. After a failure the addresses may be nobody's: the kernel takes away what
    /// lay there before it asks the file system, and does not put it back.
    /// </summary>
    protected int TryMap(nint address, long length, MmapFlags flags, MappingOptions options) =>
        Libc.Mmap(address, (nuint)length, Protections(options), flags | MmapFlags.MAP_FIXED, Handle, options.Offset) == Libc.MAP_FAILED
            ? KernelErrors.Last
            : 0;

    /// <summary>Whether the kernel grants MAP_SYNC for a page of it, wherever there is room; zero, or the errno.</summary>
    protected int TryMapSync(MappingOptions options)
    {
        var page = (nuint)Environment.SystemPageSize;
        nint address = Libc.Mmap(0, page, Protections(options), MapSync, Handle, options.Offset);
        return address != Libc.MAP_FAILED && Libc.Munmap(address, page) == 0 ? 0 : KernelErrors.Last;
    }

    protected DaxFailure Predicted(DaxError error, int errno, MappingOptions options, string problem, string remedy) =>
        new(error, "mmap", problem, remedy)
        {
            Path = Path,
            Offset = options.Offset,
            Length = options.Length,
            Errno = errno,
            IsPredicted = true,
        };

    /// <summary>The advisory lock, where it was asked for.</summary>
    protected void LockIfAsked(MappingOptions options)
    {
        if (options.Lock)
        {
            AdvisoryLock.Take(Handle, Path, shared: options.Access != MappingAccess.ReadWrite);
        }
    }

    /// <summary>CreateNew of what stat has already found; open with O_EXCL was not asked.</summary>
    protected static DaxException ExistsAlready(string path) => KernelErrors.Failed(new DaxFailure(
        DaxError.AlreadyExists, "open", "It exists already.", "Open it with FileMode.Open, or choose another path.")
    {
        Path = path,
        Errno = Errno.EEXIST,
        IsPredicted = true,
    });

    private static DaxException WrongType(string path, FileType type) => KernelErrors.Failed(new DaxFailure(
        DaxError.WrongFileType,
        "open",
        type switch
        {
            FileType.Directory => "It is a directory.",
            FileType.BlockDevice => "It is a block device, whose mapping would be page cache.",
            FileType.Fifo => "It is a FIFO.",
            FileType.Socket => "It is a socket.",
            _ => "It is neither a regular file nor a dax device.",
        },
        "Name a regular file on a DAX file system, or a /dev/daxX.Y device (tools/ndctl-setup.sh list).")
    {
        Path = path,
        Errno = type switch
        {
            FileType.Directory => Errno.EISDIR,
            FileType.BlockDevice => Errno.EOPNOTSUPP,
            FileType.Socket => Errno.ENXIO,
            _ => Errno.ENODEV,
        },
        IsPredicted = true,
    });
}
