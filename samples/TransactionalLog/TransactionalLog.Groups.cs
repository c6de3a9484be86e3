using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

// What a group needs.
public sealed partial class TransactionalLog
{
    // Of the group before; null while there is one.
    private OpenGroup? _spareGroup;

    /// <summary>Begins a group of appends under one fence.</summary>
    /// <returns>A group that stays on this thread's stack.</returns>
    public LogGroup BeginGroup() => new(this);

    /// <summary>Begins what <see cref="End"/> ends. A locked instruction, which the general way needs, waits for the fence before.</summary>
    internal OpenGroup OpenGroup()
    {
        if (_tail.ThreadsOwner?.TakeSpare() is { } spare)
        {
            return spare;
        }

        _tail.Hold();
        return Interlocked.Exchange(ref _spareGroup, null) ?? new OpenGroup(this, _tail);
    }

    /// <summary>Nothing of the group is left.</summary>
    internal void End(OpenGroup group)
    {
        if (group.Owner is { } owner)
        {
            owner.GiveBack(group);
            return;
        }

        _tail.LetGo();
        if (_tail.ThreadsOwner?.TryKeep(group) != true)
        {
            Volatile.Write(ref _spareGroup, group);
        }
    }

    /// <summary>Stores the padding before a piece's record, if there is any. Not durable yet.</summary>
    /// <returns>Where the record begins.</returns>
    internal long StoreBefore(Reservation piece)
    {
        try
        {
            return _writer.StoreBefore(piece, _tail.Durable);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }

    /// <summary>Stores a record where it begins. Not durable yet.</summary>
    internal void Store(long start, ReadOnlySpan<byte> payload) =>
        StoreElse(start, RecordKind.Single, 1, payload, default, _writer.Checksum(payload));

    /// <summary>Stores records as one where it begins. Not durable yet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Store(long start, ReadOnlySpan<byte> records, ReadOnlySpan<int> lengths)
    {
        ReadOnlySpan<byte> trailer = MemoryMarshal.AsBytes(lengths);
        uint checksum = Crc32C.Append(_writer.Checksum(records), trailer);
        var header = new RecordHeader(0, records.Length + trailer.Length, start, _tail.Durable, _epoch, RecordKind.Transaction, lengths.Length);
        if (!_writer.TryStore(_memory.OffsetOf(start) - _memory.RingOffset, header, records, trailer, checksum, StoreOptions.NoDrain))
        {
            StoreElse(start, RecordKind.Transaction, lengths.Length, records, trailer, checksum);
        }
    }

    /// <summary>
    /// Stores records that were gathered as one where it begins, the first line last: its checksum is computed while the others are on
    /// their way. Not durable yet.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Store(long start, GatheredRecords records)
    {
        int end = records.Complete();
        int payloadEnd = RecordHeader.Size + (int)records.PayloadLength;
        int inFirst = Math.Min(payloadEnd, LogLayout.LineSize);
        if (end > LogLayout.LineSize)
        {
            StoreLines(start + LogLayout.LineSize, records.Between(LogLayout.LineSize, end));
        }

        // In two parts, so that lines are loaded as they were stored.
        uint checksum = Crc32C.Append(_writer.ShortChecksum(records.Between(RecordHeader.Size, inFirst)), records.Between(inFirst, payloadEnd));
        var header = new RecordHeader(0, (int)records.PayloadLength, start, _tail.Durable, _epoch, RecordKind.Transaction, records.Count);
        ReadOnlySpan<byte> behind = records.Between(RecordHeader.Size, LogLayout.LineSize);
        if (!_writer.TryStore(_memory.OffsetOf(start) - _memory.RingOffset, header, behind, checksum, StoreOptions.NoDrain))
        {
            StoreElse(header, behind, checksum);
        }
    }

    /// <summary>Stores a record that stands for room that was taken and is not needed. Not durable yet.</summary>
    internal void Pad(long position, long size)
    {
        try
        {
            _writer.Pad(position, size, _tail.Durable);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }

    private void StoreLines(long position, ReadOnlySpan<byte> lines)
    {
        try
        {
            _writer.StoreLines(position, lines);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StoreElse(RecordHeader header, ReadOnlySpan<byte> payload, uint checksum)
    {
        try
        {
            _writer.Store(header, payload, checksum);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StoreElse(long start, RecordKind kind, int count, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trailer, uint checksum)
    {
        try
        {
            _writer.Store(start, kind, count, payload, trailer, checksum, _tail.Durable);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }
    }
}
