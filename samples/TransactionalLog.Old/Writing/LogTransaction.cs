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
    private readonly TransactionalLog _log;
    private readonly GatheredRecords _records;

    internal LogTransaction(TransactionalLog log)
    {
        _log = log;
        _records = new GatheredRecords(log.MostPayload);
    }

    /// <summary>Gets how many records it holds.</summary>
    public int Count => _records.Count;

    /// <summary>Adds a record; nothing of it is in the log before the commit.</summary>
    /// <param name="payload">The record.</param>
    /// <exception cref="LogException">The transaction would be larger than the log takes (<see cref="LogError.RecordTooLarge"/>); it is as before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> payload)
    {
        if (_records.TryAddLines(payload) < 0)
        {
            AppendElse(payload);
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

        LogSequenceNumber first = _log.AppendGathered(_records);
        Clear();
        return first;
    }

    /// <summary>Forgets every record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => _records.Clear();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendElse(ReadOnlySpan<byte> payload)
    {
        if (_records.TryAdd(payload) >= 0)
        {
            return;
        }

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
