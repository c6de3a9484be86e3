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

    /// <summary>
    /// Begins what <see cref="End"/> ends, with its first record, in few stores and without a call, if one writer is alone. A locked
    /// instruction, which the general way needs, waits for the fence before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal OpenGroup? TryOpenGroup(ReadOnlySpan<byte> payload, out LogSequenceNumber number)
    {
        nint page = StackPage.Current;
        number = default;
        if (_tail.OwnerOn(page) is not { } owner || owner.TakeSpare() is not { } group)
        {
            return null;
        }

        if (group.TryBegin(payload, page, out number))
        {
            return group;
        }

        owner.GiveBack();
        return null;
    }

    /// <summary>The general way to begin it, still empty.</summary>
    internal OpenGroup OpenGroup()
    {
        if (_tail.OwnerUnlessAsked?.TakeSpare() is { } spare)
        {
            return spare;
        }

        _tail.Hold();
        return Interlocked.Exchange(ref _spareGroup, null) ?? new OpenGroup(this, _tail);
    }

    /// <summary>Nothing of the group is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void End(OpenGroup group)
    {
        if (group.Owner is { } owner)
        {
            owner.GiveBack();
            return;
        }

        EndElse(group);
    }

    private void EndElse(OpenGroup group)
    {
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
        if (!_writer.TryStore(_memory.Within(start), header, records, trailer, checksum, StoreOptions.NoDrain))
        {
            StoreElse(start, RecordKind.Transaction, lengths.Length, records, trailer, checksum);
        }
    }

    /// <summary>Appends records that were gathered as one, to a piece of their own and durably, if that is possible without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAppendGathered(long start, GatheredRecords records)
    {
        int length = (int)records.PayloadLength;
        ReadOnlySpan<byte> lines = records.Between(0, records.Complete());
        uint checksum = _writer.GatheredChecksum(records);
        if (!_writer.TryStore(_memory.Within(start), new RecordHeader(0, length, start, _tail.Durable, _epoch, RecordKind.Transaction, records.Count), lines, checksum))
        {
            return false;
        }

        if (!_tail.TryPublish(start, RecordHeader.SizeOf(length)))
        {
            Publish(start, RecordHeader.SizeOf(length));
        }

        return true;
    }

    /// <summary>Stores records that were gathered as one, and padding where their piece is longer. Not durable yet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Store(GrowingPiece piece, GatheredRecords records)
    {
        try
        {
            _writer.Store(piece, records, _tail.Durable);
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
