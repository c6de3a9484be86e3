namespace DaxNative.Tests;

/// <summary>
/// A file's pages in a cache, and the disk behind it. After an msync that failed the kernel calls the pages clean, so that a later one
/// writes only those that were stored to since.
/// </summary>
internal sealed class PageCacheDisk : WriteBack, IDisposable
{
    private const int PageSize = 4096;

    private readonly byte[] _disk;
    private readonly Dictionary<long, byte[]> _clean = [];

    internal PageCacheDisk(int length)
    {
        _disk = new byte[length];
        Mapping = SimulatedMapping.Create(this, StoreGranularity.Page, length);
    }

    internal PersistentMapping Mapping { get; }

    internal bool FailsNext { get; set; }

    internal override bool MergesRanges => true;

    /// <summary>The disk's bytes as a mapping of their own, as after a power cut.</summary>
    internal PersistentMapping AfterPowerCut()
    {
        PersistentMapping after = new PageCacheDisk(_disk.Length).Mapping;
        _disk.CopyTo(after.AsSpan(0, _disk.Length));
        return after;
    }

    internal override void Flush(long offset, long length)
    {
        for (long page = offset / PageSize * PageSize; page < offset + length; page += PageSize)
        {
            ReadOnlySpan<byte> now = Mapping.AsReadOnlySpan(page, PageSize);
            if (FailsNext)
            {
                _clean[page] = now.ToArray();
            }
            else if (!_clean.TryGetValue(page, out byte[]? clean) || !now.SequenceEqual(clean))
            {
                _clean.Remove(page);
                now.CopyTo(_disk.AsSpan((int)page));
            }
        }

        if (FailsNext)
        {
            FailsNext = false;
            throw WatchedLog.Failure();
        }
    }

    // A store of what is there already makes a page dirty as well.
    internal override void Stored(long offset, long length, StoreOptions options)
    {
        for (long page = offset / PageSize * PageSize; page < offset + length; page += PageSize)
        {
            _clean.Remove(page);
        }
    }

    internal override void Drain()
    {
    }

    internal override void DeepFlush(long offset, long length)
    {
    }

    public void Dispose() => Mapping.Dispose();
}
