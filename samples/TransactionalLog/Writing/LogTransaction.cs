using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// Records that are all there after a crash or none, under one fence and one checksum. May be used again after
/// <see cref="Commit"/> or <see cref="Clear"/>; then it allocates nothing.
/// </summary>
/// <remarks>One thread at a time. The records are put together in memory and copied to the media once.</remarks>
public sealed class LogTransaction
{
    private readonly TransactionalLog _log;
    private byte[] _buffer;
    private uint _checksum;
    private int _length;

    internal LogTransaction(TransactionalLog log)
    {
        _log = log;
        _buffer = new byte[Math.Min(1024, log.MostPayload)];
        Clear();
    }

    /// <summary>Gets how many records it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Of the records with all that is stored of them, in bytes.</summary>
    internal int Length => _length;

    /// <summary>Adds a record; nothing of it is in the log before the commit.</summary>
    /// <param name="payload">The record.</param>
    /// <exception cref="LogException">The transaction would be larger than the log takes (<see cref="LogError.RecordTooLarge"/>); it is as before.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Append(ReadOnlySpan<byte> payload)
    {
        int size = LogReader.InnerHeaderSize + LogReader.Align(payload.Length);
        if (payload.Length >= Crc32C.Long || size > _buffer.Length - _length || Count == LogSequenceNumber.MostIndexes)
        {
            AppendElse(payload);
            return;
        }

        // In few stores and without a call: behind the fence of the commit before, which may not be over yet, the CPU holds some
        // sixty stores, and then waits. The checksum is of the source: what was just stored is not at hand in other pieces.
        Span<byte> record = _buffer.AsSpan(_length, size);
        BinaryPrimitives.WriteInt64LittleEndian(record, payload.Length);
        WideCopy.Copy(payload, record[LogReader.InnerHeaderSize..]);
        for (int at = LogReader.InnerHeaderSize + payload.Length; at < record.Length; at++)
        {
            record[at] = 0;
        }

        _checksum = Checksum(_checksum, payload);
        _length += size;
        Count++;
    }

    /// <summary>Continues a transaction's checksum over a record of it, a short one: its length, itself, and zeros up to the next eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Checksum(uint checksum, ReadOnlySpan<byte> payload)
    {
        checksum = Crc32C.AppendShort((uint)Crc32C.Append(checksum, (ulong)payload.Length), payload);
        for (int at = payload.Length; at % LogReader.InnerHeaderSize != 0; at++)
        {
            checksum = BitOperations.Crc32C(checksum, (byte)0);
        }

        return checksum;
    }

    /// <summary>Stores the records as one piece of the ring, and makes them durable.</summary>
    internal void StoreDurably(RecordWriter writer, Reservation piece, long durable) =>
        writer.StoreDurably(piece, RecordKind.Transaction, Count, _buffer.AsSpan(0, _length), _checksum, durable);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendElse(ReadOnlySpan<byte> payload)
    {
        long length = _length + (long)LogReader.InnerHeaderSize + LogReader.Align(payload.Length);
        if (length > _log.MostPayload || Count == LogSequenceNumber.MostIndexes)
        {
            throw new LogException(LogError.RecordTooLarge, $"With {payload.Length} bytes more the transaction is larger than this log takes, {_log.MostPayload} bytes and {LogSequenceNumber.MostIndexes} records.");
        }

        if (length > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(_log.MostPayload, Math.Max(length, 2L * _buffer.Length)));
        }

        Span<byte> record = _buffer.AsSpan(_length, (int)length - _length);
        BinaryPrimitives.WriteInt64LittleEndian(record, payload.Length);
        payload.CopyTo(record[LogReader.InnerHeaderSize..]);
        record[(LogReader.InnerHeaderSize + payload.Length)..].Clear();
        _checksum = Crc32C.Append(_checksum, record);
        _length = (int)length;
        Count++;
    }

    /// <summary>Appends them all. They are durable when the call returns.</summary>
    /// <returns>The first record's sequence number; the others' are the next ones.</returns>
    /// <exception cref="InvalidOperationException">It holds no record.</exception>
    /// <exception cref="LogException">As <see cref="TransactionalLog.Append(ReadOnlySpan{byte})"/>; the records are still here.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LogSequenceNumber Commit()
    {
        if (Count == 0)
        {
            ThrowEmpty();
        }

        LogSequenceNumber first = _log.Append(_buffer.AsSpan(0, _length), _length, RecordKind.Transaction, Count, _checksum);
        Clear();
        return first;
    }

    /// <summary>Forgets every record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => (Count, _length, _checksum) = (0, 0, _log.Checksum(default));

    [DoesNotReturn]
    private static void ThrowEmpty() => throw new InvalidOperationException("The transaction holds no record.");
}
