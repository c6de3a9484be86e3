namespace DaxNative.Logs;

/// <summary>
/// A log seen from outside, also while another process writes to it: records as they lie in the media, in their order,
/// as far as recovery would keep them.
/// </summary>
internal sealed class LogView : IDisposable
{
    private readonly PersistentMapping _mapping;
    private readonly LogMemory _memory;
    private uint _epoch;

    internal LogView(PersistentMapping mapping)
    {
        _mapping = mapping;
        _memory = LogPlace.Whole(mapping).Find(0, 1);
        Position = State.Head;
    }

    internal PersistentMapping Mapping => _mapping;

    /// <summary>Where the next record begins.</summary>
    internal long Position { get; private set; }

    internal LogState State => _memory.ReadState(out _) ?? throw new LogCorruptException("Both states of the log are damaged.", LogLayout.FirstStateOffset);

    /// <summary>Reads the next record into memory of our own, for a writer may use its room again.</summary>
    /// <param name="payload">Its payload; empty for padding.</param>
    /// <returns>Its header; null where the sound records end for now.</returns>
    internal RecordHeader? TryRead(out byte[] payload)
    {
        LogState state = State;
        if (state.Head > Position)
        {
            (Position, _epoch) = (state.Head, 0);
        }

        // Twice: what is sound before and after the copy was not overwritten during it.
        payload = [];
        long end = state.Head + _memory.Capacity;
        if (Position >= end || !_memory.TryRead(Position, end, out RecordHeader header) || header.Epoch < Math.Max(_epoch, Position >= state.Tail ? state.Epoch : 0))
        {
            return null;
        }

        payload = _memory.Read(Position + RecordHeader.Size, header.CheckedLength).ToArray();
        if (!_memory.TryRead(Position, end, out RecordHeader again) || again != header)
        {
            return null;
        }

        Position += header.RecordSize;
        _epoch = header.Epoch;
        return header;
    }

    /// <summary>Where a position stands in the file or device.</summary>
    internal long OffsetOf(long position) => _memory.OffsetOf(position);

    /// <summary>Gets the header of a record that begins at the position and is not whole; null if none was begun.</summary>
    internal RecordHeader? Torn()
    {
        RecordHeader header = RecordHeader.Read(_memory.Read(Position, LogLayout.LineSize));
        return header.Position == Position && header.Kind == RecordKind.Single && (uint)header.Length <= (uint)Math.Min(_memory.MostPayload, _memory.RoomBehind(Position) - RecordHeader.Size)
            ? header
            : null;
    }

    internal ReadOnlySpan<byte> Bytes(long position, int length) => _memory.Read(position, length);

    /// <summary>Looks at every record, as recovery does.</summary>
    /// <exception cref="LogCorruptException">Something that was durable is damaged.</exception>
    internal RecoveredLog Scan(IProgress<long>? progress) => new LogScanner(_memory, progress).Scan(State);

    public void Dispose() => _mapping.Dispose();
}
