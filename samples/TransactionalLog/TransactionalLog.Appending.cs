using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

// How a record gets into the ring: by few stores and no call where one writer is alone and lines are stored past the caches, and
// the general way where that was not possible. A call in the midst of the first would make the compiler keep on the stack whatever
// lives past it.
public sealed partial class TransactionalLog
{
    /// <summary>Appends a record, or a transaction's records, durably.</summary>
    /// <param name="lines">The payload; zeros may follow it up to the end of its last line.</param>
    /// <param name="length">Of the payload, in bytes.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="count">How many records it holds.</param>
    /// <param name="checksum">Over the payload: computed before any locked instruction, it overlaps the drain of the append before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LogSequenceNumber Append(ReadOnlySpan<byte> lines, int length, RecordKind kind, int count, uint checksum)
    {
        long size = SizeOf(length);
        nint page = StackPage.Current;
        if (_tail.TryReserve(size, page, out LogTail.Attempt attempt, out long within)
            && _writer.TryStore(within, new RecordHeader(0, length, attempt.From, _tail.Durable, _epoch, kind, count), lines, checksum, StoreOptions.None))
        {
            return _tail.TryPublish(attempt.From, size) ? new LogSequenceNumber(attempt.From, 0) : Publish(attempt.From, size);
        }

        return Finish(attempt, page, lines[..length], kind, count, checksum);
    }

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

    /// <summary>Stores a record. Not durable yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Reservation Store(ReadOnlySpan<byte> payload, uint checksum)
    {
        long size = SizeOf(payload.Length);
        nint page = StackPage.Current;
        return _tail.TryReserve(size, page, out LogTail.Attempt attempt, out long within)
            && _writer.TryStore(within, new RecordHeader(0, payload.Length, attempt.From, _tail.Durable, _epoch, RecordKind.Single, 1), payload, checksum, StoreOptions.NoDrain)
            ? new Reservation(attempt.From, attempt.From + size, isPadded: false)
            : FinishStore(attempt, page, payload, checksum);
    }

    // A method each, called by whoever calls the public one: a call less between two fences.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber AppendShort(ReadOnlySpan<byte> payload) => Append(payload, payload.Length, RecordKind.Single, 1, _writer.ShortChecksum(payload));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber AppendLong(ReadOnlySpan<byte> payload) => Append(payload, payload.Length, RecordKind.Single, 1, _writer.Checksum(payload));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Publish(long from, long size)
    {
        _tail.Publish(from, from + size);
        return new LogSequenceNumber(from, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Finish(LogTail.Attempt attempt, nint page, ReadOnlySpan<byte> payload, RecordKind kind, int count, uint checksum)
    {
        Reservation piece = _tail.Reserve(SizeOf(payload.Length), page, attempt);
        try
        {
            _writer.StoreDurably(piece, kind, count, payload, checksum, _tail.Durable);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Reservation FinishStore(LogTail.Attempt attempt, nint page, ReadOnlySpan<byte> payload, uint checksum)
    {
        Reservation piece = _tail.Reserve(SizeOf(payload.Length), page, attempt);
        try
        {
            _writer.Store(piece, RecordKind.Single, 1, payload, checksum, _tail.Durable);
            return piece;
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }
}
