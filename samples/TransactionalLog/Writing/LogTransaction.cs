using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// Records that are all there after a crash or none, under one fence and one checksum. May be used again after
/// <see cref="Commit"/> or <see cref="Clear"/>; then it allocates nothing.
/// </summary>
/// <remarks>One thread at a time. The records are put together in memory and copied to the media once.</remarks>
public sealed class LogTransaction
{
    // Up to so many bytes the checksum is computed as the records come, in the time that the fence of the commit before takes; what
    // is more is faster all at once, in the end.
    private const int MostAhead = 512;

    private readonly TransactionalLog _log;
    private readonly GatheredRecords _records;
    private uint _checksum;

    // As long as it is, the checksum is over all records; then over what stands before that place.
    private bool _isAhead;
    private int _checkedEnd;

    internal LogTransaction(TransactionalLog log)
    {
        _log = log;
        _records = new GatheredRecords(log.MostPayload);
        Clear();
    }

    /// <summary>Gets how many records it holds.</summary>
    public int Count => _records.Count;

    /// <summary>Adds a record; nothing of it is in the log before the commit.</summary>
    /// <param name="payload">The record.</param>
    /// <exception cref="LogException">The transaction would be larger than the log takes (<see cref="LogError.RecordTooLarge"/>); it is as before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> payload)
    {
        if (!_records.TryAdd(payload, out _))
        {
            Grow(payload);
        }

        if (_isAhead)
        {
            int end = _records.End;
            if (end <= MostAhead)
            {
                _checksum = Crc32C.AppendShort(_checksum, payload);
            }
            else
            {
                (_isAhead, _checkedEnd) = (false, end - payload.Length);
            }
        }
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

        uint checksum = _isAhead ? _checksum : Crc32C.Append(_checksum, _records.Between(_checkedEnd, _records.End));
        LogSequenceNumber first = _log.Append(_records, Crc32C.Append(checksum, _records.Lengths));
        Clear();
        return first;
    }

    /// <summary>Forgets every record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        _records.Clear();
        _checksum = _log.Checksum(default);
        if (!_isAhead)
        {
            _isAhead = true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(ReadOnlySpan<byte> payload)
    {
        if (!_records.TryGrow(payload.Length))
        {
            throw new LogException(LogError.RecordTooLarge, $"With {payload.Length} bytes more the transaction is larger than this log takes, {_log.MostPayload} bytes and {LogSequenceNumber.MostIndexes} records.");
        }

        _records.Limit = _records.Room;
        _records.Add(payload);
    }

    [DoesNotReturn]
    private static void ThrowEmpty() => throw new InvalidOperationException("The transaction holds no record.");
}
