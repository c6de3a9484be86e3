using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

// Many records at once, which lie one behind the other in memory.
public sealed partial class TransactionalLog
{
    // Gathers what is not stored from registers; null while somebody does.
    private LogTransaction? _gathered;

    /// <summary>
    /// Appends records that are all there after a crash or none. They are durable when the call returns. What a
    /// <see cref="LogTransaction"/> does for records that come one by one; this is faster, because nothing is gathered in memory.
    /// </summary>
    /// <param name="payloads">The records, one behind the other; may not change meanwhile.</param>
    /// <param name="lengths">Theirs, in bytes, as many as there are records; may not change meanwhile.</param>
    /// <returns>The first record's sequence number; the others' are the next ones.</returns>
    /// <exception cref="ArgumentException">There is no record, or the lengths do not add up to the payloads'.</exception>
    /// <exception cref="LogException">As <see cref="Append(ReadOnlySpan{byte})"/>.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LogSequenceNumber AppendTransaction(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths)
    {
        uint checksum = _memory.Seed;
        long length = 0;
        int at = 0;
        bool isShort = true;
        for (int i = 0; i < lengths.Length; i++)
        {
            int one = lengths[i];
            if ((uint)one > (uint)(payloads.Length - at))
            {
                ThrowBatch();
            }

            if (one < Crc32C.Long)
            {
                checksum = LogTransaction.Checksum(checksum, payloads.Slice(at, one));
            }

            isShort &= one < Crc32C.Long;
            at += one;
            length += LogReader.InnerHeaderSize + LogReader.Align(one);
        }

        if (at != payloads.Length || (uint)(lengths.Length - 1) >= LogSequenceNumber.MostIndexes)
        {
            ThrowBatch();
        }

        long size = SizeOf(length);
        nint page = StackPage.Current;
        LogTail.Attempt attempt = default;
        if (isShort && _tail.TryReserve(size, page, out attempt, out long within)
            && _writer.TryStore(within, new RecordHeader(0, (int)length, attempt.From, _tail.Durable, _epoch, RecordKind.Transaction, lengths.Length), payloads, lengths, checksum))
        {
            return _tail.TryPublish(attempt.From, size) ? new LogSequenceNumber(attempt.From, 0) : Publish(attempt.From, size);
        }

        return Finish(attempt, page, payloads, lengths, size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber Finish(LogTail.Attempt attempt, nint page, ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, long size)
    {
        Reservation piece = _tail.Reserve(size, page, attempt);
        try
        {
            LogTransaction transaction = Interlocked.Exchange(ref _gathered, null) ?? new LogTransaction(this);
            transaction.Clear();
            foreach (int length in lengths)
            {
                transaction.Append(payloads[..length]);
                payloads = payloads[length..];
            }

            if (RecordHeader.SizeOf(transaction.Length) != size)
            {
                ThrowBatch();
            }

            transaction.StoreDurably(_writer, piece, _tail.Durable);
            Volatile.Write(ref _gathered, transaction);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }

        _tail.Publish(piece.From, piece.End);
        return NumberOf(piece);
    }

    /// <summary>
    /// Appends records under one fence. They are durable when the call returns, but not all or none: after a crash before that, any
    /// first few of them may be there. What a <see cref="LogGroup"/> does for records that come one by one.
    /// </summary>
    /// <param name="payloads">The records, one behind the other; may not change meanwhile.</param>
    /// <param name="lengths">Theirs, in bytes, as many as there are records; may not change meanwhile.</param>
    /// <param name="numbers">Where their sequence numbers go; room for as many.</param>
    /// <exception cref="ArgumentException">
    /// There is no record, the lengths do not add up to the payloads', or there is too little room for the numbers.
    /// </exception>
    /// <exception cref="LogException">As <see cref="Append(ReadOnlySpan{byte})"/>, of the records as one.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendGroup(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, Span<LogSequenceNumber> numbers)
    {
        Reservation piece = Store(payloads, lengths, numbers);
        Acknowledge(piece.From, piece.End);
    }

    /// <summary>Stores records, each by itself, in one piece. Not durable yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Reservation Store(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, Span<LogSequenceNumber> numbers)
    {
        numbers = numbers[..lengths.Length];
        long size = SizeOf(payloads, lengths);
        nint page = StackPage.Current;
        Reservation piece = _tail.TryReserve(size, page, out LogTail.Attempt attempt, out long within) && TryStore(payloads, lengths, attempt.From, within)
            ? new Reservation(attempt.From, attempt.From + size, isPadded: false)
            : StoreAny(attempt, page, payloads, lengths, size);
        long position = piece.StartIn(_memory);
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = new LogSequenceNumber(position, 0);
            position += RecordHeader.SizeOf(lengths[i]);
        }

        return piece;
    }

    // One after the other, so that the checksum of one is computed while the one before is on its way; if they are short, and lines can
    // be stored past the caches.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryStore(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, long position, long within)
    {
        _writer.PrefetchBehind(within, payloads.Length + ((long)lengths.Length * RecordHeader.Size));

        // By shrinking spans: two variables less than by an index, and what does not fit into the registers is stored between the lines.
        for (; !lengths.IsEmpty; lengths = lengths[1..])
        {
            int length = lengths[0];
            if ((uint)length >= Crc32C.Long || length > payloads.Length)
            {
                return false;
            }

            uint checksum = _writer.ShortChecksum(payloads[..length]);
            if (!_writer.TryStore(within, new RecordHeader(0, length, position, _tail.Durable, _epoch, RecordKind.Single, 1), payloads[..length], checksum, StoreOptions.NoDrain))
            {
                return false;
            }

            payloads = payloads[length..];
            long size = RecordHeader.SizeOf(length);
            position += size;
            within += size;
        }

        return true;
    }

    // All of them, also those that were stored already.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Reservation StoreAny(LogTail.Attempt attempt, nint page, ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, long size)
    {
        Reservation piece = _tail.Reserve(size, page, attempt);
        try
        {
            long position = _writer.StoreBefore(piece, _tail.Durable);
            foreach (int length in lengths)
            {
                var one = new Reservation(position, position + RecordHeader.SizeOf(length), isPadded: false);
                if (one.End > piece.End)
                {
                    ThrowBatch();
                }

                _writer.Store(one, RecordKind.Single, 1, payloads[..length], _writer.Checksum(payloads[..length]), _tail.Durable);
                payloads = payloads[length..];
                position = one.End;
            }

            return piece;
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long SizeOf(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths)
    {
        long size = 0;
        long total = 0;
        foreach (int length in lengths)
        {
            if (length < 0)
            {
                ThrowBatch();
            }

            total += length;
            size += RecordHeader.SizeOf(length);
        }

        if (total != payloads.Length || size == 0)
        {
            ThrowBatch();
        }

        return SizeOf(size - RecordHeader.Size);
    }

    [DoesNotReturn]
    private static void ThrowBatch() => throw new ArgumentException(
        $"There is no record, there are more than {LogSequenceNumber.MostIndexes} in a transaction, a length is negative, or the lengths do not add up to the payloads'.");
}
