using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

// How a record gets into the ring: by few stores and no call where one writer is alone and lines are stored past the caches, and
// the general way where that was not possible. A call in the midst of the first would make the compiler keep on the stack whatever
// lives past it.
public sealed partial class TransactionalLog
{
    /// <summary>Appends a record that begins with a time, durably. What is put together in memory first would wait for the fence before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LogSequenceNumber Append(long time, ReadOnlySpan<byte> payload, uint checksum)
    {
        int length = sizeof(long) + payload.Length;
        long size = SizeOf(length);
        nint page = StackPage.Current;
        if (_tail.TryReserve(size, page, out LogTail.Attempt attempt, out long within)
            && _writer.TryStore(within, new RecordHeader(0, length, attempt.From, _tail.Durable, _epoch, RecordKind.Single, 1), time, payload, checksum))
        {
            return _tail.TryPublish(attempt.From, size) ? new LogSequenceNumber(attempt.From, 0) : Publish(attempt.From, size);
        }

        return Finish(attempt, page, time, payload, checksum);
    }

    /// <summary>Appends records as one, durably.</summary>
    /// <param name="records">The records, one behind the other.</param>
    /// <param name="lengths">Theirs.</param>
    /// <param name="checksum">Over the records: computed before any locked instruction, it overlaps the drain of the append before.</param>
    /// <returns>The first one's number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LogSequenceNumber Append(ReadOnlySpan<byte> records, ReadOnlySpan<int> lengths, uint checksum)
    {
        ReadOnlySpan<byte> trailer = MemoryMarshal.AsBytes(lengths);
        checksum = Crc32C.Append(checksum, trailer);
        long length = TransactionPayload.LengthOf(records.Length, lengths.Length);
        long size = SizeOf(length);
        nint page = StackPage.Current;
        if (_tail.TryReserve(size, page, out LogTail.Attempt attempt, out long within)
            && _writer.TryStore(within, new RecordHeader(0, (int)length, attempt.From, _tail.Durable, _epoch, RecordKind.Transaction, lengths.Length), records, trailer, checksum))
        {
            return _tail.TryPublish(attempt.From, size) ? new LogSequenceNumber(attempt.From, 0) : Publish(attempt.From, size);
        }

        return Finish(attempt, page, records, lengths, checksum);
    }

    /// <summary>Appends records that were gathered, as one and durably.</summary>
    /// <param name="records">They.</param>
    /// <returns>The first one's number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LogSequenceNumber AppendGathered(GatheredRecords records)
    {
        int length = (int)records.PayloadLength;
        long size = RecordHeader.SizeOf(length);
        ReadOnlySpan<byte> lines = records.Between(0, records.Complete());
        uint checksum = _writer.GatheredChecksum(records);
        nint page = StackPage.Current;
        if (_tail.TryReserve(size, page, out LogTail.Attempt attempt, out long within)
            && _writer.TryStore(within, new RecordHeader(0, length, attempt.From, _tail.Durable, _epoch, RecordKind.Transaction, records.Count), lines, checksum))
        {
            return _tail.TryPublish(attempt.From, size) ? new LogSequenceNumber(attempt.From, 0) : Publish(attempt.From, size);
        }

        return Finish(attempt, page, records, checksum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LogSequenceNumber Append(ReadOnlySpan<byte> payload, uint checksum)
    {
        long size = SizeOf(payload.Length);
        nint page = StackPage.Current;
        if (_tail.TryReserve(size, page, out LogTail.Attempt attempt, out long within)
            && _writer.TryStore(within, new RecordHeader(0, payload.Length, attempt.From, _tail.Durable, _epoch, RecordKind.Single, 1), payload, checksum))
        {
            return _tail.TryPublish(attempt.From, size) ? new LogSequenceNumber(attempt.From, 0) : Publish(attempt.From, size);
        }

        return Finish(attempt, page, payload, checksum);
    }

    // A method each, called by whoever calls the public one: a call less between two fences.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber AppendShort(ReadOnlySpan<byte> payload) => Append(payload, _writer.ShortChecksum(payload));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber AppendLong(ReadOnlySpan<byte> payload) => Append(payload, _writer.Checksum(payload));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Publish(long from, long size)
    {
        _tail.Publish(from, from + size);
        return new LogSequenceNumber(from, 0);
    }

    // Few arguments: what a call needs more of is on the stack, or is kept there for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Finish(LogTail.Attempt attempt, nint page, ReadOnlySpan<byte> payload, uint checksum) =>
        Finish(attempt, page, RecordKind.Single, 1, payload, default, checksum);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Finish(LogTail.Attempt attempt, nint page, ReadOnlySpan<byte> records, ReadOnlySpan<int> lengths, uint checksum) =>
        Finish(attempt, page, RecordKind.Transaction, lengths.Length, records, MemoryMarshal.AsBytes(lengths), checksum);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Finish(LogTail.Attempt attempt, nint page, GatheredRecords records, uint checksum) =>
        Finish(attempt, page, RecordKind.Transaction, records.Count, records.Between(0, (int)records.PayloadLength), default, checksum);

    private LogSequenceNumber Finish(LogTail.Attempt attempt, nint page, RecordKind kind, int count, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, uint checksum)
    {
        Reservation piece = _tail.Reserve(SizeOf(payload.Length + (long)trailer.Length), page, attempt);
        try
        {
            _writer.StoreDurably(piece, kind, count, payload, trailer, checksum, _tail.Durable);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }

        _tail.Publish(piece.From, piece.End);
        return NumberOf(piece);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Finish(LogTail.Attempt attempt, nint page, long time, ReadOnlySpan<byte> payload, uint checksum)
    {
        Reservation piece = _tail.Reserve(SizeOf(sizeof(long) + payload.Length), page, attempt);
        try
        {
            _writer.StoreDurably(piece, time, payload, checksum, _tail.Durable);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }

        _tail.Publish(piece.From, piece.End);
        return NumberOf(piece);
    }
}
