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

    /// <summary>Stores records, each by itself, in one piece. Not durable yet.</summary>
    /// <param name="payloads">One behind the other.</param>
    /// <param name="lengths">Of each.</param>
    /// <param name="numbers">Where their sequence numbers go; as many.</param>
    internal Reservation Store(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, Span<LogSequenceNumber> numbers)
    {
        long size = SizeOf(payloads, lengths);
        nint page = StackPage.Current;
        Reservation piece = _tail.TryReserve(size, page, out LogTail.Attempt attempt, out _)
            ? new Reservation(attempt.From, attempt.From + size, isPadded: false)
            : _tail.Reserve(size, page, attempt);
        try
        {
            long position = _writer.StoreBefore(piece, _tail.Durable);
            int stored = StoreShort(payloads, lengths, numbers, position, piece.End);
            if (stored != lengths.Length)
            {
                StoreAny(payloads, lengths, numbers, stored, position, piece.End);
            }

            return piece;
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }

    // The first ones, as long as they are short and lines can be stored past the caches. One after the other, so that the checksum of
    // one is computed while the one before is on its way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int StoreShort(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, Span<LogSequenceNumber> numbers, long position, long end)
    {
        int stored = 0;
        int at = 0;
        long within = _memory.OffsetOf(position) - _memory.RingOffset;
        _writer.PrefetchBehind(within, end - position);
        for (; stored < lengths.Length; stored++)
        {
            int length = lengths[stored];
            long size = RecordHeader.SizeOf(length);
            if ((uint)length >= Crc32C.Long || size > end - position)
            {
                break;
            }

            ReadOnlySpan<byte> payload = payloads.Slice(at, length);
            if (!_writer.TryStore(within, new RecordHeader(0, length, position, _tail.Durable, _epoch, RecordKind.Single, 1), payload, _writer.ShortChecksum(payload), StoreOptions.NoDrain))
            {
                break;
            }

            numbers[stored] = new LogSequenceNumber(position, 0);
            at += length;
            position += size;
            within += size;
        }

        return stored;
    }

    // All but the first ones.
    private void StoreAny(ReadOnlySpan<byte> payloads, ReadOnlySpan<int> lengths, Span<LogSequenceNumber> numbers, int stored, long position, long end)
    {
        for (int i = 0; i < lengths.Length; i++)
        {
            ReadOnlySpan<byte> payload = payloads[..lengths[i]];
            payloads = payloads[payload.Length..];
            var piece = new Reservation(position, position + RecordHeader.SizeOf(payload.Length), isPadded: false);
            if (piece.End > end)
            {
                ThrowBatch();
            }

            if (i >= stored)
            {
                _writer.Store(piece, RecordKind.Single, 1, payload, _writer.Checksum(payload), _tail.Durable);
                numbers[i] = NumberOf(piece);
            }

            position = piece.End;
        }
    }

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
