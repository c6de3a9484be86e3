using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Logs;

/// <summary>
/// Brings records to the media in whole lines: no line is stored to twice, and none is read.
/// </summary>
internal sealed class RecordWriter(LogMemory memory, uint epoch)
{
    // The smallest there is.
    private const long PageSize = 4096;

    // Of a checksum that the fence before hides, in bytes.
    private const int MostInOneStream = 320;

    // So much of a payload lies in the header's line, in bytes.
    private const int BehindHeader = LogLayout.LineSize - RecordHeader.Size;

    private readonly PersistentMapping _mapping = memory.Mapping;

    // Pages are written back by the kernel, all of a record's together; lines start on their way as they are stored.
    private readonly StoreOptions _parts = memory.Mapping.Granularity == StoreGranularity.Page ? StoreOptions.NoFlush : StoreOptions.NoDrain;

    // What makes a record durable by itself; pages are drained behind it.
    private StoreOptions Whole => _parts & ~StoreOptions.NoDrain;

    /// <summary>Begins the checksum of a short record, without a call. Done before any locked instruction, it overlaps the drain before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint ShortChecksum(ReadOnlySpan<byte> payload) => Crc32C.AppendShort(memory.Seed, payload);

    /// <summary>Begins the checksum of any record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Checksum(ReadOnlySpan<byte> payload) => Crc32C.Append(memory.Seed, payload);

    /// <summary>
    /// The checksum of records that were gathered: with the fewest calls and not the fastest. The fence before takes longer than it, but
    /// every call stores, and behind a fence the CPU holds some dozens of stores, and then waits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint GatheredChecksum(GatheredRecords records)
    {
        ReadOnlySpan<byte> payload = records.Between(0, (int)records.PayloadLength);
        if (payload.Length <= MostInOneStream)
        {
            return ShortChecksum(payload);
        }

        return FoldedLines.IsSupported ? Crc32C.AppendFolded(memory.Seed, payload) : Checksum(payload);
    }

    /// <summary>The same of one that begins with a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Checksum(long time, ReadOnlySpan<byte> payload) => Crc32C.Append((uint)Crc32C.Append(memory.Seed, (ulong)time), payload);

    /// <summary>Stores a record where it begins, and drains it if that is not left out, without a call, if that is possible.</summary>
    /// <param name="within">Where that is within the ring.</param>
    /// <param name="header">Its header, but for the checksum.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="checksum">Over the payload.</param>
    /// <param name="options">Nothing, or not to drain.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryStore(long within, RecordHeader header, ReadOnlySpan<byte> payload, uint checksum, StoreOptions options = StoreOptions.None)
    {
        PrefetchBehind(within, RecordHeader.Size + payload.Length);
        return _mapping.TryWriteLines(memory.RingOffset + within, header.ToBytes(checksum), payload, options);
    }

    /// <summary>The same for one that begins with a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryStore(long within, RecordHeader header, long time, ReadOnlySpan<byte> payload, uint checksum)
    {
        PrefetchBehind(within, StampedHeader.Size + payload.Length);
        return _mapping.TryWriteLines(memory.RingOffset + within, header.ToBytes(checksum), (ulong)time, payload);
    }

    /// <summary>The same for one whose payload lies in two parts, drained or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryStore(long within, RecordHeader header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, uint checksum, StoreOptions options = StoreOptions.None)
    {
        PrefetchBehind(within, header.Length);
        return _mapping.TryWriteLines(memory.RingOffset + within, header.ToBytes(checksum), payload, trailer, options);
    }

    /// <summary>
    /// Looks ahead behind much that is stored at once: what comes next will begin in the page where this ends and go on in the next
    /// one, and would wait until the CPU has found where that lies. Shorter records come to a page too seldom to pay for it.
    /// </summary>
    /// <param name="within">Where it begins within the ring.</param>
    /// <param name="length">How much it is, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PrefetchBehind(long within, long length)
    {
        if (length >= PageSize / 2)
        {
            // The last line of the page, because that is the last one to be stored to.
            _mapping.Prefetch(memory.RingOffset + ((within + length) | (PageSize - 1)) + PageSize - LogLayout.LineSize + 1);
        }
    }

    /// <summary>Stores a record where it begins. Not drained.</summary>
    internal void Store(long start, RecordKind kind, int count, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, uint checksum, long durable) =>
        Store(new RecordHeader(0, payload.Length + trailer.Length, start, durable, epoch, kind, count), payload, trailer, checksum, _parts);

    /// <summary>
    /// Stores records that were gathered as one, the first line last: its checksum is computed while the others are on their way. And
    /// padding where their piece is longer. Not drained.
    /// </summary>
    internal void Store(GrowingPiece piece, GatheredRecords records, long durable)
    {
        int end = records.Complete();
        if (end > BehindHeader)
        {
            StoreLines(piece.Start + LogLayout.LineSize, records.Between(BehindHeader, end));
        }

        int length = (int)records.PayloadLength;
        uint checksum = GatheredChecksum(records);
        var header = new RecordHeader(0, length, piece.Start, durable, epoch, RecordKind.Transaction, records.Count);
        ReadOnlySpan<byte> behind = records.Between(0, BehindHeader);
        if (!TryStore(memory.Within(piece.Start), header, behind, checksum, StoreOptions.NoDrain))
        {
            Store(header, behind, default, checksum, _parts);
        }

        long recordEnd = piece.EndWith(length);
        if (recordEnd < piece.End)
        {
            Pad(recordEnd, piece.End - recordEnd, durable);
        }
    }

    // Of a record whose header comes later.
    private void StoreLines(long position, ReadOnlySpan<byte> lines)
    {
        long offset = memory.OffsetOf(position);
        PrefetchBehind(offset - memory.RingOffset, lines.Length);
        if (!_mapping.TryWriteLines(offset, Vector256.Create(lines[..BehindHeader]), lines[BehindHeader..], StoreOptions.NoDrain))
        {
            _mapping.WriteLines(offset, lines[..BehindHeader], lines[BehindHeader..], _parts);
        }
    }

    /// <summary>Stores a record, and the padding before it, and makes them durable.</summary>
    internal void StoreDurably(Reservation piece, RecordKind kind, int count, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, uint checksum, long durable)
    {
        Store(new RecordHeader(0, payload.Length + trailer.Length, StoreBefore(piece, durable), durable, epoch, kind, count), payload, trailer, checksum, Whole);
        DrainPages(piece);
    }

    /// <summary>Stores a record whose payload begins with a time, and the padding before it, and makes them durable.</summary>
    internal void StoreDurably(Reservation piece, long time, ReadOnlySpan<byte> payload, uint checksum, long durable)
    {
        var header = new RecordHeader(0, sizeof(long) + payload.Length, StoreBefore(piece, durable), durable, epoch, RecordKind.Single, 1);
        var stamped = new StampedHeader { Header = header.ToBytes(checksum), Time = time };
        _mapping.WriteLines(memory.OffsetOf(header.Position), MemoryMarshal.AsBytes(new ReadOnlySpan<StampedHeader>(in stamped))[..StampedHeader.Size], payload, Whole);
        DrainPages(piece);
    }

    /// <summary>Puts the header before a payload that stands in its place already, and padding behind it. Not drained.</summary>
    internal void Finish(Reservation piece, RecordKind kind, int length, long durable)
    {
        long start = StoreBefore(piece, durable);
        long size = RecordHeader.SizeOf(length);
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
        Store(new RecordHeader(0, (int)(size - RecordHeader.Size), position, durable, epoch, RecordKind.Padding, 1), default, default, memory.Seed, _parts);

    private void DrainPages(Reservation piece)
    {
        if (_parts == StoreOptions.NoFlush)
        {
            Drain(piece.From, piece.End);
        }
    }

    /// <summary>Stores what comes before the records of a piece.</summary>
    /// <returns>Where the first one begins.</returns>
    internal long StoreBefore(Reservation piece, long durable)
    {
        long start = piece.StartIn(memory);
        if (piece.IsPadded)
        {
            Pad(piece.From, start - piece.From, durable);
        }

        return start;
    }

    // Inlined: a header in memory is loaded wider than it was stored, and waits for the fence before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(RecordHeader header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, uint checksum, StoreOptions options)
    {
        Vector256<byte> bytes = header.ToBytes(checksum);
        _mapping.WriteLines(memory.OffsetOf(header.Position), MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)), payload, trailer, options);
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
