namespace DaxNative;

/// <summary>Finds what keeps a file from being static in one pass over its extents, however many there are.</summary>
/// <param name="length">The file's length: extents and flaws end there.</param>
/// <param name="alignment">A power of two.</param>
/// <param name="deviceStart">Where the file system's device begins on the whole one (a partition), in bytes.</param>
internal sealed class ExtentClassifier(long length, long alignment, long deviceStart)
{
    private static readonly (uint Flags, ExtentFlawKind Kind)[] s_kinds =
    [
        (Libc.FIEMAP_EXTENT_UNWRITTEN, ExtentFlawKind.Unwritten),
        (Libc.FIEMAP_EXTENT_DELALLOC, ExtentFlawKind.DelayedAllocation),
        (Libc.FIEMAP_EXTENT_ENCODED | Libc.FIEMAP_EXTENT_DATA_ENCRYPTED, ExtentFlawKind.Encoded),
        (Libc.FIEMAP_EXTENT_SHARED, ExtentFlawKind.Shared),
        (Libc.FIEMAP_EXTENT_DATA_INLINE | Libc.FIEMAP_EXTENT_DATA_TAIL, ExtentFlawKind.Inline),
        (Libc.FIEMAP_EXTENT_NOT_ALIGNED, ExtentFlawKind.NotAligned),
    ];

    // Those above, and those that are no flaw by themselves: every flag up to Linux 7.3.
    private static readonly uint s_known = s_kinds.Aggregate(
        Libc.FIEMAP_EXTENT_LAST | Libc.FIEMAP_EXTENT_UNKNOWN | Libc.FIEMAP_EXTENT_MERGED, static (known, kind) => known | kind.Flags);

    private readonly List<ExtentFlaw> _flaws = [];
    private long _flawCount;
    private long _extents;
    private long _next;
    private long _physicalNext = -1;

    internal StaticFileReport Classify(string path, IEnumerable<FileExtent> extents)
    {
        foreach (FileExtent extent in extents)
        {
            if (extent.Offset >= length)
            {
                break;
            }

            AddHole(extent.Offset);
            Add(extent);
        }

        AddHole(length);
        return new StaticFileReport
        {
            Path = path,
            Length = length,
            Alignment = alignment,
            ExtentCount = _extents,
            Flaws = _flaws,
            FlawCount = _flawCount,
        };
    }

    private void Add(FileExtent extent)
    {
        _extents++;
        foreach ((uint flags, ExtentFlawKind kind) in s_kinds)
        {
            if ((extent.Flags & flags) != 0)
            {
                Report(kind, extent);
            }
        }

        if ((extent.Flags & ~s_known) != 0)
        {
            Report(ExtentFlawKind.UnknownFlag, extent);
        }

        // The kernel sets UNKNOWN together with DELALLOC, which says more.
        if ((extent.Flags & (Libc.FIEMAP_EXTENT_UNKNOWN | Libc.FIEMAP_EXTENT_DELALLOC)) == Libc.FIEMAP_EXTENT_UNKNOWN)
        {
            Report(ExtentFlawKind.UnknownPlace, extent);
        }

        // An extent that goes on where the one before ended, in the file and on the device, is part of the same run; a
        // file system splits a long run for its own reasons.
        bool goesOn = extent.Offset == _next && extent.PhysicalOffset == _physicalNext;
        if (extent.HasPhysicalOffset && !goesOn && !IsAligned(extent))
        {
            Report(ExtentFlawKind.Misaligned, extent);
        }

        _next = extent.End;
        _physicalNext = extent.HasPhysicalOffset ? extent.PhysicalOffset + extent.Length : -1;
    }

    private bool IsAligned(FileExtent extent) =>
        extent.Offset % alignment == 0 && (extent.PhysicalOffset + deviceStart) % alignment == 0;

    private void AddHole(long end)
    {
        if (end > _next)
        {
            Report(new ExtentFlaw(ExtentFlawKind.Hole, _next, end - _next, null));
            _next = end;
        }
    }

    private void Report(ExtentFlawKind kind, FileExtent extent) => Report(new ExtentFlaw(
        kind, extent.Offset, Math.Min(extent.End, length) - extent.Offset, extent.HasPhysicalOffset ? extent.PhysicalOffset : null));

    private void Report(ExtentFlaw flaw)
    {
        _flawCount++;
        if (_flaws.Count < StaticFileReport.MaxListedFlaws)
        {
            _flaws.Add(flaw);
        }
    }
}
