using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Logs;

/// <summary>
/// Brings records to the media in whole lines: no line is stored to twice, and none is read. Lines that are not the payload's
/// alone are put together in registers: a line that is gathered in memory cannot be loaded as one before its parts are stored.
/// </summary>
internal sealed class RecordWriter(LogMemory memory, uint epoch)
{
    private const int PayloadInFirstLine = LogLayout.LineSize - RecordHeader.Size;
    private const int PayloadInTwoLines = PayloadInFirstLine + LogLayout.LineSize;
    private const int MostGatheredLines = 6;
    private const int MostGathered = (MostGatheredLines * LogLayout.LineSize) - RecordHeader.Size;

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

        var header = new RecordHeader(0, length, piece.Start, durable, epoch, kind, 1);
        long offset = memory.OffsetOf(piece.Start);
        Vector256<byte> bytes = header.ToBytes(Checksum(memory.Read(piece.Start + RecordHeader.Size, header.CheckedLength)));
        _mapping.Write(offset, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)), StoreOptions.NoFlush);
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

    // In methods of their own, because each clears its locals, and a short record must not pay for a longer one's. Every line is
    // stored once as soon as it is made: a register of 64 bytes that is passed on goes through the stack each time.
    private void Store(in RecordHeader header, ReadOnlySpan<byte> payload, uint checksum)
    {
        long offset = memory.OffsetOf(header.Position);
        if (payload.Length <= PayloadInFirstLine)
        {
            StoreOne(offset, in header, payload, checksum);
        }
        else if (payload.Length <= PayloadInTwoLines)
        {
            StoreTwo(offset, in header, payload, checksum);
        }
        else if (payload.Length <= MostGathered)
        {
            Gather(offset, in header, payload, checksum);
        }
        else
        {
            StoreOne(offset, in header, payload[..PayloadInFirstLine], checksum);
            StoreRest(offset + LogLayout.LineSize, payload[PayloadInFirstLine..]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StoreOne(long offset, in RecordHeader header, ReadOnlySpan<byte> payload, uint checksum)
    {
        Vector512<byte> line = Vector512.Create(header.ToBytes(checksum), PartialLine.LoadHalf(payload));
        Write(offset, new ReadOnlySpan<Vector512<byte>>(in line));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StoreTwo(long offset, in RecordHeader header, ReadOnlySpan<byte> payload, uint checksum) => Write(
        offset,
        [Vector512.Create(header.ToBytes(checksum), Vector256.Create(payload)), PartialLine.Load(payload[PayloadInFirstLine..])]);

    // In one call: a second and a third one would cost more than the copy.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Gather(long offset, in RecordHeader header, ReadOnlySpan<byte> payload, uint checksum)
    {
        var lines = default(Lines);
        lines[0] = Vector512.Create(header.ToBytes(checksum), Vector256.Create(payload));
        int count = 1;
        ReadOnlySpan<byte> rest = payload[PayloadInFirstLine..];
        for (; rest.Length >= LogLayout.LineSize; rest = rest[LogLayout.LineSize..])
        {
            lines[count++] = Vector512.Create(rest);
        }

        if (!rest.IsEmpty)
        {
            lines[count++] = PartialLine.Load(rest);
        }

        Write(offset, lines[..count]);
    }

    private void StoreRest(long offset, ReadOnlySpan<byte> rest)
    {
        int whole = rest.Length & -LogLayout.LineSize;
        _mapping.Write(offset, rest[..whole], _parts);
        if (whole != rest.Length)
        {
            Vector512<byte> line = PartialLine.Load(rest[whole..]);
            Write(offset + whole, new ReadOnlySpan<Vector512<byte>>(in line));
        }
    }

    private void Write(long offset, ReadOnlySpan<Vector512<byte>> lines) => _mapping.Write(offset, MemoryMarshal.AsBytes(lines), _parts);

    [InlineArray(MostGatheredLines)]
    private struct Lines
    {
        private Vector512<byte> _first;
    }
}
