namespace DaxNative;

/// <summary>A segment of chunks that lie anywhere in the store's mapping, also with holes, which are zeros.</summary>
internal sealed class ChunkedContent : SegmentContent
{
    private const int Hole = -1;

    private readonly PersistentMapping _mapping;
    private readonly DirectoryLayout _layout;
    private readonly ChunkPool _pool;

    // By index; replaced when it becomes longer. An element changes from a hole to a chunk while others read it.
    private int[] _chunks;
    private long _room;

    /// <param name="mapping">The store's.</param>
    /// <param name="layout">Where what lies in it.</param>
    /// <param name="pool">Where it gets its chunks.</param>
    /// <param name="entry">What the directory says of it.</param>
    /// <param name="slot">Where its entry stands.</param>
    /// <param name="chunks">Those that it has, by index.</param>
    internal ChunkedContent(PersistentMapping mapping, DirectoryLayout layout, ChunkPool pool, SegmentEntry entry, int slot, IReadOnlyDictionary<int, int> chunks)
        : base(mapping.Path, entry.Name)
    {
        _mapping = mapping;
        _layout = layout;
        _pool = pool;
        Id = entry.Id;
        Slot = slot;
        _chunks = new int[chunks.Count == 0 ? 0 : chunks.Keys.Max() + 1];
        Array.Fill(_chunks, Hole);
        foreach ((int index, int chunk) in chunks)
        {
            _chunks[index] = chunk;
        }

        _room = _chunks.Length * layout.ChunkSize;
    }

    internal long Id { get; }

    internal int Slot { get; }

    /// <summary>Those that it has; to be called when nobody works with it.</summary>
    internal IEnumerable<int> Chunks => _chunks.Where(chunk => chunk != Hole);

    protected override long Room => Volatile.Read(ref _room);

    protected override long Most => (ChunkWord.MostIndex + 1) * _layout.ChunkSize;

    /// <summary>Makes durable what a process that was killed may have left in the caches.</summary>
    internal void WriteBack()
    {
        foreach (int chunk in Chunks)
        {
            _mapping.Persist(_layout.ChunkOffset(chunk), _layout.ChunkSize);
        }
    }

    protected override bool HasRoom(long offset, long length)
    {
        int[] chunks = Volatile.Read(ref _chunks);
        for (long index = offset / _layout.ChunkSize; index * _layout.ChunkSize < offset + length; index++)
        {
            if (index >= chunks.Length || Volatile.Read(ref chunks[index]) == Hole)
            {
                return false;
            }
        }

        return true;
    }

    protected override void Grow(long offset, long length)
    {
        int first = (int)(offset / _layout.ChunkSize);
        int end = (int)((offset + length + _layout.ChunkSize - 1) / _layout.ChunkSize);
        int[] missing = [.. Enumerable.Range(first, end - first).Where(index => index >= _chunks.Length || _chunks[index] == Hole)];
        if (missing.Length == 0)
        {
            return;
        }

        int[] taken = _pool.Take(Name, missing.Length);
        Lengthen(end);
        for (int i = 0; i < missing.Length; i++)
        {
            // Durable before anybody else can write there: his drain would not reach this store.
            _mapping.StoreAtomic(_layout.WordOffset(taken[i]), new ChunkWord(Id, missing[i]).Value);
            Volatile.Write(ref _chunks[missing[i]], taken[i]);
            Volatile.Write(ref _room, Math.Max(_room, (missing[i] + 1) * _layout.ChunkSize));
        }
    }

    protected override void Store(long offset, ReadOnlySpan<byte> source)
    {
        int[] chunks = Volatile.Read(ref _chunks);
        while (source.Length != 0)
        {
            int piece = PieceAt(offset, source.Length, out long within);
            _mapping.Write(_layout.ChunkOffset(Volatile.Read(ref chunks[offset / _layout.ChunkSize])) + within, source[..piece], StoreOptions.NoDrain);
            source = source[piece..];
            offset += piece;
        }

        _mapping.Drain();
    }

    protected override void Load(long offset, Span<byte> target)
    {
        int[] chunks = Volatile.Read(ref _chunks);
        while (target.Length != 0)
        {
            int piece = PieceAt(offset, target.Length, out long within);
            int chunk = Volatile.Read(ref chunks[offset / _layout.ChunkSize]);
            if (chunk == Hole)
            {
                target[..piece].Clear();
            }
            else
            {
                _mapping.AsReadOnlySpan(_layout.ChunkOffset(chunk) + within, piece).CopyTo(target);
            }

            target = target[piece..];
            offset += piece;
        }
    }

    protected override void Cut(long length)
    {
        int kept = (int)((length + _layout.ChunkSize - 1) / _layout.ChunkSize);
        PieceAt(length, 0, out long within);
        if (within != 0 && _chunks[kept - 1] != Hole)
        {
            _mapping.Fill(_layout.ChunkOffset(_chunks[kept - 1]) + within, _layout.ChunkSize - within, 0, StoreOptions.NoDrain);
        }

        int[] given = [.. _chunks.Skip(kept).Where(chunk => chunk != Hole)];
        foreach (int chunk in given)
        {
            _mapping.StoreAtomic(_layout.WordOffset(chunk), default(ChunkWord).Value, StoreOptions.NoDrain);
        }

        // Durable before another segment can get them.
        _mapping.Drain();
        int[] left = _chunks[..kept];
        _chunks = left[..(Array.FindLastIndex(left, chunk => chunk != Hole) + 1)];
        _room = _chunks.Length * _layout.ChunkSize;
        _pool.Give(given);
    }

    protected override void StopAhead()
    {
        // The store's pool works ahead for all.
    }

    protected override void Release()
    {
        // The chunks are the store's to give back, once the entry is gone.
    }

    private int PieceAt(long offset, int length, out long within)
    {
        within = offset & (_layout.ChunkSize - 1);
        return (int)Math.Min(length, _layout.ChunkSize - within);
    }

    private void Lengthen(int count)
    {
        if (count > _chunks.Length)
        {
            int[] longer = new int[count];
            Array.Fill(longer, Hole, _chunks.Length, count - _chunks.Length);
            _chunks.CopyTo(longer, 0);
            Volatile.Write(ref _chunks, longer);
        }
    }
}
