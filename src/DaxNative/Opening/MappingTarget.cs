using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>
/// What is about to be mapped: an open file or dax device, locked where that was asked for, its range checked and its facts
/// gathered. Disposed, it gives back what was not handed over.
/// </summary>
internal abstract class MappingTarget(string path, MappingRequest request, SafeFileHandle handle) : IDisposable
{
    private FileLock? _lock;
    private bool _isHandedOver;

    internal string Path { get; } = path;

    /// <summary>The unit in bytes of offset, length and address.</summary>
    internal abstract long Align { get; }

    /// <summary>How many bytes are mapped.</summary>
    internal abstract long Length { get; }

    /// <summary>Everything that decides the guarantee, what the kernel grants included.</summary>
    internal abstract MemoryFacts Facts { get; }

    protected MappingRequest Request { get; } = request;

    protected MappingOptions Options => Request.Options;

    protected SafeFileHandle Handle { get; } = handle;

    /// <summary>How it is mapped.</summary>
    protected abstract MmapFlags Flags { get; }

    /// <summary>
    /// Opens what the path names; null where somebody created or removed the file meanwhile, so that it is to be looked at
    /// again. Its type is looked at first: opening some devices has effects (a watchdog starts, a FIFO waits), and mapping
    /// a disabled dax device is a kernel oops.
    /// </summary>
    /// <exception cref="DaxException">It is nothing that could be mapped as asked.</exception>
    internal static MappingTarget? Find(LinuxRoot root, string path, MappingRequest request)
    {
        int errno = PosixFile.Status(path, out FileStatus status);
        return errno switch
        {
            0 => status.Type switch
            {
                FileType.Regular or FileType.CharacterDevice when request.Options.Mode == FileMode.CreateNew => throw ExistsAlready(path),
                FileType.Regular => FileTarget.Open(root, path, request),
                FileType.CharacterDevice => DeviceTarget.Open(root, path, status.Special, request),
                _ => throw WrongType(path, status.Type),
            },
            Errno.ENOENT when request.Options.MayCreate => NewFileTarget.Create(root, path, request),
            _ => throw KernelErrors.Failed("stat", errno, path),
        };
    }

    /// <summary>
    /// Makes the file what the mapping needs: as long, with its name, durably. The last step that can be refused for what the
    /// file is. False where somebody else created the file first, so that it is to be looked at again.
    /// </summary>
    internal abstract bool TrySettle();

    /// <summary>
    /// Maps over a reservation. After a failure the addresses may be nobody's: the kernel takes away what lay there before it
    /// asks the file system, and does not put it back.
    /// </summary>
    /// <exception cref="DaxException">The kernel refused, although it would have granted it before.</exception>
    internal virtual void Map(nint address) => Mmap(address, Mapped);

    /// <summary>How the mapping flushes where the CPU does not.</summary>
    internal abstract WriteBack WriteBack(nint address);

    /// <summary>What holds the lock while the mapping lives; null without one, since a mapping outlives its descriptor.</summary>
    internal IDisposable? HandOver()
    {
        _isHandedOver = _lock is not null;
        return _lock?.WithFile();
    }

    /// <summary>What maps more of the same file or device later, behind the place that this is mapped at.</summary>
    /// <exception cref="DaxException">The process has no descriptor left.</exception>
    internal MappingGrowth GrowthAt(LinuxRoot root, RangePlace place, DurabilityGuarantee guarantee) =>
        new(root, Request, guarantee, place, MappingGrowth.Duplicate(Mapped, Path), Again);

    public virtual void Dispose()
    {
        if (!_isHandedOver)
        {
            _lock?.Dispose();
            Handle.Dispose();
        }
    }

    /// <summary>Another part of the same open file or device, with its facts asked again; it closes the descriptor.</summary>
    protected abstract MappingTarget Again(MappingRequest request, SafeFileHandle mapped);

    /// <summary>The descriptor that is mapped.</summary>
    protected virtual SafeFileHandle Mapped => Handle;

    protected static OpenFlags AccessFlags(MappingOptions options) =>
        (options.Access == MappingAccess.ReadWrite ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY) | OpenFlags.O_NONBLOCK;

    /// <summary>The advisory lock, where it was asked for.</summary>
    protected void LockIfAsked()
    {
        if (Options.Lock)
        {
            _lock = FileLock.Take(Handle, Path, shared: Options.Access != MappingAccess.ReadWrite);
        }
    }

    /// <summary>Whether the kernel maps a page of it with some flags, wherever there is room; zero, or the errno.</summary>
    protected int TryProbe(MmapFlags flags) => ReservedAddressSpace.WithRoom(() =>
    {
        var page = (nuint)Environment.SystemPageSize;
        nint address = Libc.Mmap(0, page, Request.Protections, flags, Handle, Options.Offset);
        return address != Libc.MAP_FAILED && Libc.Munmap(address, page) == 0 ? 0 : KernelErrors.Last;
    });

    protected void Mmap(nint address, SafeFileHandle mapped)
    {
        nint result = Libc.Mmap(address, (nuint)Length, Request.Protections, Flags | MmapFlags.MAP_FIXED, mapped, Options.Offset);
        KernelErrors.Require("mmap", result == Libc.MAP_FAILED ? KernelErrors.Last : 0, Path, Options.Offset, Length);
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
        "Name a regular file on a DAX file system, or a /dev/daxX.Y device (`daxnative doctor` lists them).")
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
