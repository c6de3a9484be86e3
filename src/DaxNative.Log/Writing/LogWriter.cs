using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaxNative.Log;

/// <summary>
/// The end of the log, where one at a time stores records. The invariant: everything before <see cref="Tail"/> is durable and nothing
/// behind it was acknowledged; it moves only after the fence of what it moves over.
/// </summary>
internal sealed partial class LogWriter
{
    // What others hand over is gathered up to so much.
    private const int MostGathered = 64 << 10;

    private readonly LogRoom _room;
    private readonly LogSignal _moved;
    private readonly uint _epoch;
    private readonly RecordImage _image = new();
    private LogMemory _memory;
    private PersistentMapping _mapping;
    private long _tail;
    private long _limit;
    private bool _isInside;
    private Exception? _stop;

    internal LogWriter(LogMemory memory, LogRoom room, LogSignal moved, long tail, uint epoch)
    {
        _room = room;
        _moved = moved;
        _epoch = epoch;
        _tail = tail;
        Use(memory);
    }

    /// <summary>The most that is gathered of several callers, in bytes.</summary>
    internal static int MostAtOnce => MostGathered;

    /// <summary>The longest payload that fits, in bytes.</summary>
    internal int MostPayload => _memory.MostPayload;

    /// <summary>Where the next record begins; everything before it is durable.</summary>
    internal long Tail => Volatile.Read(ref _tail);

    /// <summary>What was added and is not committed.</summary>
    internal RecordImage Image => _image;

    internal LogCounters Counters { get; } = new();

    internal ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Why nothing can be appended any more; null if it can.</summary>
    internal Exception? Stopped => Volatile.Read(ref _stop);

    /// <summary>What whoever comes from now on is told; null if the log can go on.</summary>
    internal Exception? Refusal => Stopped switch
    {
        null => null,
        LogException fault => new LogException(LogError.Faulted, fault.Message, fault),
        _ => new ObjectDisposedException(nameof(TransactionalLog)),
    };

    internal static LogException TooLarge(long length, int most) =>
        new(LogError.RecordTooLarge, $"{length} bytes are more than this log takes at once, {most}.");

    /// <summary>Why a record of this length cannot be committed with what was added.</summary>
    internal LogException NotAdded(long length) => _image.Count == LogSequenceNumber.MostIndexes
        ? new LogException(LogError.RecordTooLarge, $"A commit takes at most {LogSequenceNumber.MostIndexes} records. Commit those that are deferred first.")
        : TooLarge(_image.LengthWith(length), MostPayload);

    internal static LogException Full(long length) => new(
        LogError.Full, $"The log has no room for {length} bytes. Truncate it, dispose what reads in front of its head, or let it grow.");

    /// <summary>Begins work at the end of the log: until <see cref="Exit"/>, closing it waits.</summary>
    /// <exception cref="InvalidOperationException">Another thread is at it: one appender was given to two threads.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        RequireNobodyInside();

        // Announced before it is looked whether the log is closed. Whoever closes it sets that first, has all CPUs pass a barrier,
        // and then looks for this: one of the two sees the other.
        Volatile.Write(ref _isInside, true);
        if (Stopped is not null)
        {
            ThrowStopped();
        }
    }

    /// <summary>Refuses a second thread, where that is seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void RequireNobodyInside()
    {
        if (_isInside)
        {
            ThrowInside();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit() => Volatile.Write(ref _isInside, false);

    /// <summary>Refuses what would be committed behind something that failed.</summary>
    internal void RequireSound()
    {
        if (Stopped is LogException)
        {
            throw Refusal!;
        }
    }

    /// <summary>Ends all writing, because the log is disposed; returns once nobody writes.</summary>
    /// <returns>Whether nothing had stopped it before. Everybody is told that it is disposed either way.</returns>
    internal bool Stop()
    {
        var reason = new ObjectDisposedException(nameof(TransactionalLog));
        bool isFirst = Interlocked.CompareExchange(ref _stop, reason, null) is null;
        Interlocked.MemoryBarrierProcessWide();
        for (var wait = default(SpinWait); Volatile.Read(ref _isInside);)
        {
            wait.SpinOnce();
        }

        // Not before: whoever was inside may not commit behind a fault.
        Volatile.Write(ref _stop, reason);
        _moved.Raise();
        return isFirst;
    }

    /// <summary>Something could not be made durable: nothing that comes later can be acknowledged.</summary>
    internal LogException Fault(Exception cause)
    {
        var fault = new LogException(LogError.Faulted, "Something could not be made durable, so nothing that is appended after it can be acknowledged. Dispose the log and open it again.", cause);
        if (Interlocked.CompareExchange(ref _stop, fault, null) is null)
        {
            LogEvents.Faulted(Logger, cause, _mapping.Path);
        }

        _moved.Raise();
        return fault;
    }

    /// <summary>Goes on in another memory, which has the same records.</summary>
    [MemberNotNull(nameof(_memory), nameof(_mapping))]
    internal void Use(LogMemory memory)
    {
        _memory = memory;
        _mapping = memory.Mapping;
        _limit = _room.LimitFor(memory);
        _image.Most = memory.MostPayload;
    }

    /// <summary>Whether a record can be committed with what was added, in the room that there is; or would be told that there are no numbers.</summary>
    internal bool HasRoomFor(int more)
    {
        long length = _image.LengthWith(more);
        return length <= _memory.MostPayload && (IsExhausted || HasRoom(RecordHeader.SizeOf(length)));
    }

    /// <summary>Appends a record that stands alone, where nothing was added before it; when it throws, nothing is in the log, nor added.</summary>
    internal LogSequenceNumber AppendOne(ReadOnlySpan<byte> payload)
    {
        if (IsLong(payload.Length) && payload.Length <= MostPayload)
        {
            return AppendLong(payload);
        }

        if (!_image.TryAdd(payload))
        {
            throw TooLarge(payload.Length, MostPayload);
        }

        try
        {
            return Commit();
        }
        catch
        {
            _image.Clear();
            throw;
        }
    }

    /// <summary>Stores what was added as one record, and makes it durable; when it throws, nothing is in the log.</summary>
    /// <returns>The first one's number; those behind it follow by one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LogSequenceNumber Commit()
    {
        int length = _image.Length;
        int end = _image.Complete();
        uint checksum = Crc32C.Append(_memory.Seed, _image.Slice(length));
        long start = _tail;
        long size = RecordHeader.SizeOf(length);
        long within = _memory.Within(start);
        if (start + size > _limit || within + size > _memory.Capacity)
        {
            start = MakeRoom(size);
            within = _memory.Within(start);
        }

        var header = new RecordHeader(0, length, start, start, _epoch, _image.Kind, _image.Count);
        if (!_mapping.TryWriteCacheLines(LogLayout.RingOffset + within, header.ToBytes(checksum), _image.Slice(end)))
        {
            StoreElse(header, checksum, _image.Slice(length));
        }

        Counters.Count(_image.Count, size);
        _image.Clear();
        Publish(start + size);
        return new LogSequenceNumber(start, 0);
    }

    /// <summary>Appends a record of the log's own.</summary>
    internal long AppendCut(LogSequenceNumber from)
    {
        long start = MakeRoom(RecordHeader.SizeOf(sizeof(long)));
        long number = from.Value;
        ReadOnlySpan<byte> payload = MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number));
        var header = new RecordHeader(0, sizeof(long), start, start, _epoch, RecordKind.Cut, 1);
        StoreElse(header, Crc32C.Append(_memory.Seed, payload), payload);
        Publish(start + header.RecordSize);
        return start;
    }

    // Where the next record goes: behind padding, where it does not fit before the ring's end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long MakeRoom(long size)
    {
        if (IsExhausted)
        {
            throw new LogException(LogError.Exhausted, "The log has used up its sequence numbers. Go on in a new one.");
        }

        if (!HasRoom(size))
        {
            throw Full(size);
        }

        long room = _memory.RoomBehind(_tail);
        if (size > room)
        {
            StoreElse(new RecordHeader(0, (int)(room - RecordHeader.Size), _tail, _tail, _epoch, RecordKind.Padding, 1), _memory.Seed, default);
            Publish(_tail + room);
        }

        return _tail;
    }

    private bool IsExhausted => _tail + _memory.Capacity > LogLayout.MostPosition;

    private bool HasRoom(long size)
    {
        long room = _memory.RoomBehind(_tail);
        long end = _tail + size + (size > room ? room : 0);
        if (end > _limit)
        {
            _limit = _room.LimitFor(_memory);
        }

        return end <= _limit;
    }

    // Whatever the fast way does not do: other granularities, other CPUs, short records; and a mapping that is gone.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StoreElse(RecordHeader header, uint checksum, ReadOnlySpan<byte> payload)
    {
        try
        {
            Vector256<byte> bytes = header.ToBytes(checksum);
            _mapping.WriteCacheLines(_memory.OffsetOf(header.Position), MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in bytes)), payload);
        }
        catch (Exception cause)
        {
            throw Fault(cause);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Publish(long tail)
    {
        Volatile.Write(ref _tail, tail);
        LogPlace.PublishTail(_mapping, tail);
        _moved.RaiseIfAwaited();
    }

    [DoesNotReturn]
    private static void ThrowInside() => throw new InvalidOperationException("Another thread is using this appender. One thread at a time may; use the log's own Append from several.");

    [DoesNotReturn]
    private void ThrowStopped()
    {
        Exit();
        throw Refusal!;
    }
}
