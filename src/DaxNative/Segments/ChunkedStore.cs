using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>A store in one mapping: a directory, and chunks that segments get one by one.</summary>
internal sealed class ChunkedStore : SegmentStore
{
    // Two stores in one mapping would both be right and lose everything.
    private static readonly ConditionalWeakTable<PersistentMapping, ChunkedStore> s_open = new();

    private readonly Lock _gate = new();
    private readonly PersistentMapping _mapping;
    private readonly DirectoryLayout _layout;
    private readonly ChunkPool _pool;
    private readonly bool _leaveOpen;
    private readonly Dictionary<string, ChunkedContent> _segments = new(StringComparer.Ordinal);
    private readonly HashSet<ChunkedContent> _unread = [];
    private readonly Stack<int> _freeSlots;
    private long _nextId;
    private bool _isDisposed;

    private ChunkedStore(PersistentMapping mapping, DirectoryLayout layout, SegmentStoreOptions options, bool leaveOpen)
    {
        var found = new DirectoryScan(mapping, layout);
        _mapping = mapping;
        _layout = layout;
        _leaveOpen = leaveOpen;
        _nextId = found.NextId;
        _freeSlots = new Stack<int>(found.FreeSlots.Reverse());
        bool wasClosed = StorePlace.Begin(mapping, layout);
        _pool = new ChunkPool(mapping, layout, found.FreeChunks, options.ChunksAhead);
        foreach ((SegmentEntry entry, int slot, Dictionary<int, int> chunks) in found.Segments)
        {
            var content = new ChunkedContent(mapping, layout, _pool, entry, slot, chunks);
            _segments.Add(entry.Name, content);
            if (!wasClosed)
            {
                _unread.Add(content);
            }
        }
    }

    public override string Path => _mapping.Path;

    public override DurabilityGuarantee Guarantee => _mapping.Guarantee;

    public override long ChunkSize => _layout.ChunkSize;

    public override long? FreeBytes => _pool.FreeCount * _layout.ChunkSize;

    public override Exception? PreparationFailure => _pool.Failure;

    [SupportedOSPlatform("linux")]
    internal static new ChunkedStore Open(string path, SegmentStoreOptions options)
    {
        bool isNew = options.MayCreate && options.Length != 0 && !File.Exists(path);
        bool isEmpty = !isNew && options.MayCreate && options.Length != 0 && new FileInfo(path).Length == 0 && PosixFile.Status(path, out FileStatus status) == 0 && status.Type == FileType.Regular;
        if (isNew || isEmpty)
        {
            _ = DirectoryLayout.For(path, options.Length, options);
        }

        FileMode mode = isNew ? FileMode.CreateNew : isEmpty ? FileMode.OpenOrCreate : FileMode.Open;
        PersistentMapping mapping = PersistentMapping.Open(path, options.Mapping(mode, isNew || isEmpty ? options.Length : 0));
        try
        {
            return Open(mapping, options, leaveOpen: false);
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    internal static new ChunkedStore Open(PersistentMapping mapping, SegmentStoreOptions options, bool leaveOpen)
    {
        lock (s_open)
        {
            if (s_open.TryGetValue(mapping, out _))
            {
                throw SegmentFailures.InUse(mapping.Path);
            }

            CreateIfAsked(mapping, options);
            StoreIdentity identity = StorePlace.ReadIdentity(mapping);
            if (identity.IsFolder)
            {
                throw SegmentFailures.OtherKind(mapping.Path);
            }

            var store = new ChunkedStore(mapping, identity.Layout, options, leaveOpen);
            s_open.Add(mapping, store);
            return store;
        }
    }

    public override IReadOnlyList<string> List(string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        lock (_gate)
        {
            RequireOpen();
            return [.. _segments.Values.Where(content => content.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(content => content.Id).Select(content => content.Name)];
        }
    }

    public override bool Contains(string name)
    {
        SegmentName.Require(name);
        lock (_gate)
        {
            RequireOpen();
            return _segments.ContainsKey(name);
        }
    }

    public override Segment Open(string name, FileMode mode = FileMode.OpenOrCreate)
    {
        SegmentName.Require(name);
        RequireMode(mode);
        lock (_gate)
        {
            RequireOpen();
            if (!_segments.TryGetValue(name, out ChunkedContent? content))
            {
                return mode != FileMode.Open ? new Segment(this, Create(name)) : throw SegmentFailures.NoSegment(Path, name);
            }

            if (mode == FileMode.CreateNew)
            {
                throw SegmentFailures.SegmentExists(Path, name);
            }

            if (_unread.Contains(content))
            {
                content.WriteBack();
                _unread.Remove(content);
            }

            return new Segment(this, content);
        }
    }

    public override bool Delete(string name)
    {
        SegmentName.Require(name);
        lock (_gate)
        {
            RequireOpen();
            if (!_segments.TryGetValue(name, out ChunkedContent? content))
            {
                return false;
            }

            // Nobody writes to its chunks any more, its id will not be there again, and then others may have them.
            content.Delete();
            _mapping.StoreAtomic(DirectoryLayout.EntryOffset(content.Slot), 0);
            _segments.Remove(name);
            _unread.Remove(content);
            _freeSlots.Push(content.Slot);
            _pool.Give(content.Chunks);
            return true;
        }
    }

    public override void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        try
        {
            _pool.Close();
            foreach (ChunkedContent content in _segments.Values)
            {
                content.Close();
            }

            // What was not opened is as the process before left it.
            if (_unread.Count == 0 && !_segments.Values.Any(content => content.IsFaulted))
            {
                StorePlace.End(_mapping);
            }
        }
        finally
        {
            LetGo();
        }
    }

    /// <summary>Leaves everything as it is, as the end of the process would: for tests.</summary>
    internal void Abandon()
    {
        _isDisposed = true;
        _pool.Close();
        LetGo();
    }

    // A segment's chunks are known as long as the store lives.
    internal override void Close(SegmentContent content)
    {
    }

    private static void CreateIfAsked(PersistentMapping mapping, SegmentStoreOptions options)
    {
        long length = options.Length == 0 ? mapping.Length : Math.Min(options.Length, mapping.Length);
        bool isVacant = StorePlace.IsVacant(mapping, length);
        if (options.Mode == FileMode.Create || (isVacant && options.MayCreate))
        {
            StorePlace.Create(mapping, new StoreIdentity(IsFolder: false, DirectoryLayout.For(mapping.Path, length, options)));
        }
        else if (options.Mode == FileMode.CreateNew)
        {
            throw StorePlace.IsStore(mapping) ? SegmentFailures.IsThere(mapping.Path) : SegmentFailures.NotVacant(mapping.Path);
        }
    }

    private ChunkedContent Create(string name)
    {
        if (!_freeSlots.TryPeek(out int slot))
        {
            throw SegmentFailures.NoEntry(Path, _layout.EntryCount);
        }

        var entry = new SegmentEntry(_nextId <= ChunkWord.MostId ? _nextId : throw SegmentFailures.NoId(Path), name);
        Span<byte> text = stackalloc byte[SegmentEntry.ContentSize];
        entry.WriteContent(text);
        _nextId++;

        // The id is used up, and the content there, before the entry says that it is one.
        _mapping.StoreAtomic(DirectoryLayout.NextIdOffset, _nextId, StoreOptions.NoDrain);
        _mapping.Write(DirectoryLayout.EntryOffset(slot) + SegmentEntry.ContentAt, text);
        _mapping.StoreAtomic(DirectoryLayout.EntryOffset(slot), entry.Id);
        _freeSlots.Pop();
        var content = new ChunkedContent(_mapping, _layout, _pool, entry, slot, new Dictionary<int, int>());
        _segments.Add(name, content);
        return content;
    }

    private void LetGo()
    {
        s_open.Remove(_mapping);
        if (!_leaveOpen)
        {
            _mapping.Dispose();
        }
    }

    private void RequireOpen() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(SegmentStore));
}
