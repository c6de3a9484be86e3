using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Logs;

/// <summary>
/// Brings records to the media in whole lines: no line is stored to twice, and none is read.
/// </summary>
internal sealed class RecordWriter(LogMemory memory, uint epoch)
{
    private readonly PersistentMapping _mapping = memory.Mapping;

    // Pages are written back by the kernel, all of a record's together; lines start on their way as they are stored.
    private readonly StoreOptions _parts = memory.Mapping.Granularity == StoreGranularity.Page ? StoreOptions.NoFlush : StoreOptions.NoDrain;

    /// <summary>Begins a record's checksum. Done before any locked instruction, it overlaps the drain before.</summary>
    internal uint Checksum(ReadOnlySpan<byte> payload) => Crc32C.Append(memory.Seed, payload);

    internal uint Checksum(long first, ReadOnlySpan<byte> rest) => Crc32C.Append(BitOperations.Crc32C(memory.Seed, (ulong)first), rest);

    /// <summary>Stores a record, and the padding before it. Not drained.</summary>
    internal void Store(Reservation piece, RecordKind kind, int count, ReadOnlySpan<byte> payload, uint checksum, long durable)
    {
        long start = StoreBefore(piece, durable);
        Store(new RecordHeader(0, payload.Length, start, durable, epoch, kind, count), payload, checksum, _parts);
    }

    /// <summary>Stores a record, and the padding before it, and makes them durable.</summary>
    internal void StoreDurably(Reservation piece, RecordKind kind, int count, ReadOnlySpan<byte> payload, uint checksum, long durable)
    {
        if (_parts == StoreOptions.NoDrain && !piece.IsPadded)
        {
            Store(new RecordHeader(0, payload.Length, piece.From, durable, epoch, kind, count), payload, checksum, StoreOptions.None);
            return;
        }

        Store(piece, kind, count, payload, checksum, durable);
        Drain(piece.From, piece.End);
    }

    /// <summary>Stores a record whose payload begins with a time, and the padding before it, and makes them durable.</summary>
    internal void StoreDurably(Reservation piece, long time, ReadOnlySpan<byte> payload, uint checksum, long durable)
    {
        var header = new RecordHeader(0, sizeof(long) + payload.Length, StoreBefore(piece, durable), durable, epoch, RecordKind.Single, 1);
        var stamped = new StampedHeader { Header = header.ToBytes(checksum), Time = time };
        _mapping.WriteLines(memory.OffsetOf(header.Position), MemoryMarshal.AsBytes(new ReadOnlySpan<StampedHeader>(in stamped))[..StampedHeader.Size], payload, _parts);
        Drain(piece.From, piece.End);
    }

    /// <summary>Puts the header before a payload that stands in its place already, and padding behind it. Not drained.</summary>
    internal void Finish(Reservation piece, RecordKind kind, int length, long durable)
    {
        long start = StoreBefore(piece, durable);
        long size = LogLayout.AlignUp(RecordHeader.Size + (long)length);
        if (start + size < piece.End)
        {
            Pad(start + size, piece.End - start - size, durable);
        }

        var header = new RecordHeader(0, length, start, durable, epoch, kind, 1);
        long offset = memory.OffsetOf(start);
        Vector256<byte> bytes = header.ToBytes(Checksum(memory.Read(start + RecordHeader.Size, header.CheckedLength)));
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
        Store(new RecordHeader(0, (int)(size - RecordHeader.Size), position, durable, epoch, RecordKind.Padding, 1), default, memory.Seed, _parts);

    // Where the record begins.
    private long StoreBefore(Reservation piece, long durable)
    {
        long start = piece.StartIn(memory);
        if (piece.IsPadded)
        {
            Pad(piece.From, start - piece.From, durable);
        }

        return start;
    }

    private void Store(in RecordHeader header, ReadOnlySpan<byte> payload, uint checksum, StoreOptions options)
    {
        Vector256<byte> bytes = header.ToBytes(checksum);
        _mapping.WriteLines(memory.OffsetOf(header.Position), MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)), payload, options);
    }

    /// <summary>A record's header and the first word of its payload, stored as they are loaded.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StampedHeader
    {
        internal const int Size = RecordHeader.Size + sizeof(long);

        public Vector256<byte> Header;
        public long Time;
    }
}
