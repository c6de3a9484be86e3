using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>A regular file: DAX or page cache, which only the mmap tells.</summary>
internal sealed class FileSource : MappingSource
{
    private readonly FileGrowth _growth;
    private readonly FileStatus _status;

    // Fixed while the file is open.
    private readonly bool _isDax;

    private FileSource(LinuxRoot root, string path, SafeFileHandle handle, FileStatus status, bool isDax, bool created)
        : base(root, path, handle)
    {
        _status = status;
        _isDax = isDax;
        _growth = new FileGrowth(path, handle, status, created);
    }

    internal override long Align => Environment.SystemPageSize;

    /// <summary>Opens a file that is there; null when it may be created and has gone meanwhile.</summary>
    internal static MappingSource? OpenExisting(LinuxRoot root, string path, MappingOptions options)
    {
        if (options.Mode == FileMode.CreateNew)
        {
            throw ExistsAlready(path);
        }

        return Open(root, path, AccessFlags(options), created: false, options);
    }

    /// <summary>Creates a file; null when either is welcome and somebody else was first.</summary>
    internal static MappingSource? Create(LinuxRoot root, string path, MappingOptions options)
    {
        if (options.Length == 0)
        {
            throw new ArgumentException($"{path} does not exist, and creating it needs a Length.", nameof(options));
        }

        // O_EXCL, so that it is known who created the file and must remove it again when the mapping is refused.
        return Open(root, path, AccessFlags(options) | OpenFlags.O_CREAT | OpenFlags.O_EXCL, created: true, options);
    }

    internal override long LengthOf(MappingOptions options)
    {
        if (options.Offset % Align != 0)
        {
            throw KernelErrors.Failed(Predicted(DaxError.Misaligned, Errno.EINVAL, options, $"The offset must be a multiple of the page size, {Align} bytes.", $"Use an offset such as {options.Offset / Align * Align}, and slices within the mapping."));
        }

        long length = options.Length != 0 ? options.Length : _status.Size - options.Offset;
        if (length <= 0)
        {
            throw KernelErrors.Failed(Predicted(DaxError.OutOfRange, Errno.EINVAL, options, $"The file has {_status.Size} bytes, so there is nothing to map at offset {options.Offset}.", "Give the file its size first: Mode OpenOrCreate with a Length."));
        }

        // The kernel would map it, and the first touch beyond the end would end the process with SIGBUS.
        if (options.Offset + length > _status.Size && !options.MayCreate)
        {
            throw KernelErrors.Failed(Predicted(DaxError.OutOfRange, 0, options, $"The file has {_status.Size} bytes; the range ends at {options.Offset + length}, and a touch beyond the end would be a SIGBUS.", "Use Mode OpenOrCreate to extend it, or ask for a shorter length."));
        }

        return length;
    }

    internal override MemoryFacts Facts(MappingOptions options, ForcedGranularity? forced, FlushInstruction instruction)
    {
        long fileSystem = VolatileFile.FileSystemOf(Path, Handle);
        Backing backing = BackingResolver.OfFile(Root, _status.Device.Major, _status.Device.Minor, XfsGeometry.MayBeRealTime(Handle, fileSystem));
        return new MemoryFacts
        {
            Path = Path,
            IsDevice = false,
            IsMapSync = false,
            IsDax = _isDax,
            Backing = backing,
            VolatileBecause = VolatileFile.Explain(fileSystem, backing, options),
            Instruction = instruction,
            Forced = forced,
        };
    }

    internal override MemoryFacts Map(nint address, long length, MemoryFacts facts, MappingOptions options)
    {
        if (options.Access == MappingAccess.CopyOnWrite)
        {
            KernelErrors.Require("mmap", TryMap(address, length, MmapFlags.MAP_PRIVATE, options), Path, options.Offset, length);
            return facts;
        }

        if (facts.Forced?.Granularity == StoreGranularity.Page)
        {
            KernelErrors.Require("mmap", TryMap(address, length, MmapFlags.MAP_SHARED, options), Path, options.Offset, length);
            return facts;
        }

        // Where it is not plain that the kernel will grant it: once more elsewhere, and then the answer is known here.
        int refusal = facts is { IsDax: true, Backing.AllSynchronous: true } ? 0 : TryMapSync(options);
        if (refusal == 0)
        {
            KernelErrors.Require("mmap", TryMap(address, length, MapSync, options), Path, options.Offset, length);
            return facts with { IsMapSync = true };
        }

        // EINVAL is how a kernel before 4.15, which does not know MAP_SHARED_VALIDATE, says the same.
        if (refusal is not (Errno.EOPNOTSUPP or Errno.EINVAL))
        {
            KernelErrors.Require("mmap", refusal, Path, options.Offset, length);
        }

        KernelErrors.Require("mmap", TryMap(address, length, MmapFlags.MAP_SHARED, options), Path, options.Offset, length);
        (string because, string remedy) = MapSyncDiagnosis.Explain(Handle, facts, refusal);
        return facts with { NoMapSyncBecause = because, MapSyncRemedy = remedy };
    }

    internal override void Grow(long length, MappingOptions options) => _growth.Ensure(options.Offset + length, options);

    internal override WriteBack WriteBack(nint address, Backing backing, MappingOptions options) =>
        new FileWriteBack(Path, address, options.Offset);

    internal override void Abandon()
    {
        _growth.Undo();
        base.Abandon();
    }

    private static FileSource? Open(LinuxRoot root, string path, OpenFlags flags, bool created, MappingOptions options)
    {
        SafeFileHandle? handle = PosixFile.TryOpen(path, flags, out int errno);
        if (handle is null)
        {
            bool raced = options.Mode == FileMode.OpenOrCreate && errno == (created ? Errno.EEXIST : Errno.ENOENT);
            return raced ? null : throw FilePin.OpenFailed(path, errno);
        }

        FileSource? source = null;
        try
        {
            bool isDax = DaxAttribute.IsDax(handle, path, out FileStatus status);
            if (status.Type != FileType.Regular)
            {
                throw KernelErrors.Failed(new DaxFailure(DaxError.WrongFileType, "statx", "It was replaced by something that is no regular file while it was opened.", "Try again.") { Path = path });
            }

            source = new FileSource(root, path, handle, status, isDax, created);
            source.LockIfAsked(options);
            return source;
        }
        catch
        {
            source?.Abandon();
            handle.Dispose();
            throw;
        }
    }
}
