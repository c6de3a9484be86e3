namespace DaxNative;

/// <summary>
/// Many ranges under one drain. Stays on its thread (a ref struct cannot cross an <c>await</c>), as flush and drain must.
/// </summary>
/// <remarks>
/// <see cref="Dispose"/> drains and must run, so use <c>using</c>. At page granularity the ranges are merged and one
/// msync covers them all; it writes dirty pages only.
/// </remarks>
public ref struct FlushBatch
{
    private readonly bool _merges;

    // Looked up once: the batch cannot leave the thread whose slot it is.
    private readonly HazardSlot _slot;
    private readonly long _origin;
    private readonly long _length;
    private PersistentMapping? _mapping;
    private long _start;
    private long _end;

    internal FlushBatch(PersistentMapping mapping, long origin, long length)
    {
        (_mapping, _origin, _length) = (mapping, origin, length);
        _merges = mapping.MergesRanges;
        _slot = HazardSlot.Current;
        _start = long.MaxValue;
    }

    /// <summary>Adds a range: its write-back starts now, or with the drain at page granularity.</summary>
    /// <param name="offset">Start within the mapping, or the buffer, that the batch was begun on, in bytes.</param>
    /// <param name="length">Length in bytes; 0 adds nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within that.</exception>
    /// <exception cref="InvalidOperationException">The batch is disposed, or is the default value.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public void Add(long offset, long length)
    {
        PersistentMapping mapping = _mapping ?? throw new InvalidOperationException("The batch is disposed.");
        if ((ulong)offset > (ulong)_length || (ulong)length > (ulong)(_length - offset))
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"offset {offset}, length {length} is not within the batch's {_length} bytes.");
        }

        offset += _origin;
        if (!_merges)
        {
            mapping.FlushWith(_slot, offset, length);
            return;
        }

        mapping.CheckUsable(offset, length);
        if (length != 0)
        {
            _start = Math.Min(_start, offset);
            _end = Math.Max(_end, offset + length);
        }
    }

    /// <summary>Makes every range that was added durable. Idempotent.</summary>
    /// <exception cref="ObjectDisposedException">The mapping was disposed meanwhile: nothing is guaranteed for the ranges.</exception>
    /// <exception cref="DaxException">Page granularity only: msync failed.</exception>
    public void Dispose()
    {
        PersistentMapping? mapping = _mapping;
        _mapping = null;
        if (mapping is null)
        {
            return;
        }

        if (_merges && _end > _start)
        {
            mapping.Flush(_start, _end - _start);
        }

        mapping.Drain();
    }
}
