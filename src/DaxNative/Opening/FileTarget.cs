using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>A regular file: DAX or page cache, with MAP_SYNC or without, which the kernel is asked before anything is changed.</summary>
internal class FileTarget : MappingTarget
{
    private readonly LinuxRoot _root;
    private readonly long _size;
    private readonly long _length;
    private readonly MemoryFacts _facts;

    /// <param name="root">The kernel's tree.</param>
    /// <param name="path">As the caller gave it.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="handle">The open file; from here on this object's to close, also where it is refused.</param>
    protected FileTarget(LinuxRoot root, string path, MappingRequest request, SafeFileHandle handle)
        : base(path, request, handle)
    {
        _root = root;
        try
        {
            LockIfAsked();
            var status = ExtendedStatus.Of(handle, path);
            if (status.Status.Type != FileType.Regular)
            {
                throw OpenFile.Replaced("statx", path);
            }

            _size = status.Status.Size;
            _length = CheckedLength();
            _facts = Granted(MemoryFacts.OfFile(root, FileFacts.Of(root, handle, path, status)) with { Instruction = request.Instruction });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal override long Align => Environment.SystemPageSize;

    internal override long Length => _length;

    internal override MemoryFacts Facts => _facts;

    protected override MmapFlags Flags =>
        Options.Access == MappingAccess.CopyOnWrite ? MmapFlags.MAP_PRIVATE : _facts.IsMapSync ? MapSync : MmapFlags.MAP_SHARED;

    protected long End => Options.Offset + _length;

    private static MmapFlags MapSync => MmapFlags.MAP_SHARED_VALIDATE | MmapFlags.MAP_SYNC;

    /// <summary>Opens a file that is there; null when it may be created and has gone meanwhile.</summary>
    internal static FileTarget? Open(LinuxRoot root, string path, MappingRequest request) =>
        PosixFile.TryOpen(path, AccessFlags(request.Options), out int errno) is { } handle ? new FileTarget(root, path, request, handle)
        : errno == Errno.ENOENT && request.Options.MayCreate ? null
        : throw FilePin.OpenFailed(path, errno);

    internal override bool TrySettle()
    {
        if (Options.MayCreate)
        {
            long before = FileGrowth.Extend(Handle, Path, End, isLocked: Options.Lock || Options.IsLockedByCaller, Allocation, Options.AllocationProgress);

            // Also what another process has made and did not live to synchronise.
            KernelErrors.Require("fsync", PosixFile.Synchronize(Handle), Path);
            FileGrowth.ForgetCached(Handle, Path, before, End);
            RequireName();
        }

        return true;
    }

    internal override WriteBack WriteBack(nint address) => new FileWriteBack(Path, address, Options.Offset);

    protected override MappingTarget Again(MappingRequest request, SafeFileHandle mapped) => MoreOfFile.Of(_root, Path, request, mapped);

    // A page that Prefault touches is allocated in any case; then better where the refusal is an errno and comes before the mapping.
    protected FileAllocation Allocation =>
        Options is { Prefault: true, Allocation: FileAllocation.Sparse } ? FileAllocation.Reserved : Options.Allocation;

    // What is stored in a file without a name is lost.
    private void RequireName()
    {
        KernelErrors.Require("fstat", PosixFile.Status(Handle, out FileStatus now), Path);
        if (now.Links == 0)
        {
            throw KernelErrors.Failed("open", Errno.ENOENT, Path);
        }
    }

    private long CheckedLength()
    {
        if (Options.Offset % Align != 0)
        {
            throw Request.Refused(DaxError.Misaligned, Path, Errno.EINVAL, $"The offset must be a multiple of the page size, {Align} bytes.", $"Use an offset such as {Options.Offset / Align * Align}, and slices within the mapping.");
        }

        long length = Options.Length != 0 ? Options.Length : _size - Options.Offset;
        if (length <= 0)
        {
            throw Request.Refused(DaxError.OutOfRange, Path, Errno.EINVAL, $"The file has {_size} bytes, so there is nothing to map at offset {Options.Offset}.", "Give the file its size first: Mode OpenOrCreate with a Length.");
        }

        // The kernel would map it, and the first touch beyond the end would end the process with SIGBUS.
        return Options.MayCreate || Options.Offset + length <= _size ? length : throw Request.Refused(
            DaxError.OutOfRange, Path, 0, $"The file has {_size} bytes; the range ends at {Options.Offset + length}, and a touch beyond the end would be a SIGBUS.", "Use Mode OpenOrCreate to extend it, or ask for a shorter length.");
    }

    /// <summary>Completes the facts by what the kernel grants: a page is mapped for a moment, as the whole will be.</summary>
    private MemoryFacts Granted(MemoryFacts facts)
    {
        if (Options.Access == MappingAccess.CopyOnWrite)
        {
            return facts.AsPrivate();
        }

        // Of what is volatile and no DAX file there is nothing to find out. (A page of hugetlbfs could not be unmapped again.)
        if (Request.Requirements.Forced?.Granularity == StoreGranularity.Page || facts is { VolatileBecause: not null, IsDax: false })
        {
            return facts;
        }

        int refusal = TryProbe(MapSync);
        if (refusal is not (Errno.EOPNOTSUPP or Errno.EINVAL))
        {
            KernelErrors.Require("mmap", refusal, Path, Options.Offset, _length);
            return facts with { IsMapSync = true };
        }

        KernelErrors.Require("mmap", TryProbe(MmapFlags.MAP_SHARED), Path, Options.Offset, _length);
        (string because, string remedy) = MapSyncDiagnosis.Explain(DaxAttribute.HasFlag(Handle), facts, refusal);
        return facts with { NoMapSyncBecause = because, MapSyncRemedy = remedy };
    }
}
