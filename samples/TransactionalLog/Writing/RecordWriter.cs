namespace DaxNative.Logs;

/// <summary>
/// Brings records to the media in whole lines: no line is stored to twice, and none is read. The lines are put together on
/// the stack, so the payload is copied once.
/// </summary>
internal sealed class RecordWriter(LogMemory memory, uint epoch)
{
    private const int PayloadInFirstLine = LogLayout.LineSize - RecordHeader.Size;

    private readonly PersistentMapping _mapping = memory.Mapping;

    // Pages are written back by the kernel, all of a record's together; lines start on their way as they are stored.
    private readonly StoreOptions _parts = memory.Mapping.Granularity == StoreGranularity.Page ? StoreOptions.NoFlush : StoreOptions.NoDrain;

    /// <summary>Begins a record's checksum. Done before any locked instruction, it overlaps the drain before.</summary>
    internal uint Checksum(ReadOnlySpan<byte> payload) => Crc32C.Append(memory.Seed, payload);

    /// <summary>Stores a record, and the padding before it. Not drained.</summary>
    internal void Store(Reservation piece, RecordKind kind, int count, ReadOnlySpan<byte> payload, uint checksum, long durable)
    {
        if (piece.IsPadded)
        {
            Pad(piece.From, piece.Start - piece.From, durable);
        }

        Store(new RecordHeader(0, payload.Length, piece.Start, durable, epoch, kind, count), payload, checksum);
    }

    /// <summary>Puts the header before a payload that stands in its place already, and padding behind it. Not drained.</summary>
    internal void Finish(Reservation piece, RecordKind kind, int length, long durable)
    {
        if (piece.IsPadded)
        {
            Pad(piece.From, piece.Start - piece.From, durable);
        }

        long size = LogLayout.AlignUp(RecordHeader.Size + (long)length);
        if (piece.Start + size < piece.End)
        {
            Pad(piece.Start + size, piece.End - piece.Start - size, durable);
        }

        Span<byte> bytes = stackalloc byte[RecordHeader.Size];
        var header = new RecordHeader(0, length, piece.Start, durable, epoch, kind, 1);
        long offset = memory.OffsetOf(piece.Start);
        header.Write(bytes, Checksum(memory.Read(piece.Start + RecordHeader.Size, header.CheckedLength)));
        _mapping.Write(offset, bytes, StoreOptions.NoFlush);
        if (_parts == StoreOptions.NoDrain)
        {
            _mapping.Flush(offset, size);
        }
    }

    /// <summary>Makes durable what this thread stored from a position on.</summary>
    internal void Drain(long from, long end)
    {
        if (_parts == StoreOptions.NoDrain)
        {
            _mapping.Drain();
            return;
        }

        // In one piece, unless it goes over the ring's end.
        long room = Math.Min(memory.RoomBehind(from), end - from);
        _mapping.Persist(memory.OffsetOf(from), room);
        _mapping.Persist(memory.RingOffset, end - from - room);
    }

    /// <summary>Stores a record that stands for room that none took. Not drained.</summary>
    internal void Pad(long position, long size, long durable) =>
        Store(new RecordHeader(0, (int)(size - RecordHeader.Size), position, durable, epoch, RecordKind.Padding, 1), default, memory.Seed);

    private void Store(in RecordHeader header, ReadOnlySpan<byte> payload, uint checksum)
    {
        Span<byte> line = stackalloc byte[LogLayout.LineSize];
        long offset = memory.OffsetOf(header.Position);
        ReadOnlySpan<byte> first = payload[..Math.Min(payload.Length, PayloadInFirstLine)];
        header.Write(line, checksum);
        first.CopyTo(line[RecordHeader.Size..]);
        _mapping.Write(offset, line, _parts);
        if (payload.Length > PayloadInFirstLine)
        {
            StoreRest(offset + LogLayout.LineSize, payload[PayloadInFirstLine..], line);
        }
    }

    private void StoreRest(long offset, ReadOnlySpan<byte> rest, Span<byte> line)
    {
        int whole = rest.Length & -LogLayout.LineSize;
        if (whole != 0)
        {
            _mapping.Write(offset, rest[..whole], _parts);
        }

        if (whole != rest.Length)
        {
            line.Clear();
            rest[whole..].CopyTo(line);
            _mapping.Write(offset + whole, line, _parts);
        }
    }
}
