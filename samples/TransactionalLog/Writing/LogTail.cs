using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>
/// Gives each writer a piece of the ring, and acknowledges the pieces in their order: one is durable for a reader, or for
/// a caller, only when everything before it is. In memory only; recovery finds the tail from the records.
/// </summary>
internal sealed class LogTail
{
    private const long None = -1;

    private readonly LogMemory _memory;
    private readonly LogCursor _reserved;
    private Positions _positions;
    private Exception? _fault;
    private int _held;

    internal LogTail(LogMemory memory, long position, long head)
    {
        _memory = memory;
        _reserved = new LogCursor(position);
        _positions.Durable = position;
        _positions.Limit = head + memory.Capacity;
    }

    /// <summary>Everything before it is durable.</summary>
    internal long Durable => Volatile.Read(ref _positions.Durable);

    /// <summary>Frees the ring up to a position; never takes back.</summary>
    internal void Free(long head) => Volatile.Write(ref _positions.Limit, Math.Max(_positions.Limit, head + _memory.Capacity));

    /// <summary>Takes the next piece.</summary>
    /// <exception cref="LogException">There is no room, or the log is faulted.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Reservation Reserve(long size)
    {
        // The one writer's way in as few stores as possible: behind a fence that is not over yet they are what takes time.
        LogCursor.Ownership? owned = _reserved.BeginOwned();
        long from = owned is null ? None : Advance(owned, size);
        return from == None ? ReserveShared(size, out _) : new Reservation(from, from + size, isPadded: false);
    }

    /// <summary>
    /// As <see cref="Reserve(long)"/>, for a caller that stays on one thread and keeps what it learns: finding out which thread
    /// runs is a call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Reservation Reserve(long size, ref LogCursor.Ownership? known)
    {
        long from = known is { } owned && _reserved.TryBegin(owned) ? Advance(owned, size) : None;
        return from == None ? ReserveShared(size, out known) : new Reservation(from, from + size, isPadded: false);
    }

    // Where the piece begins, if there is room for it in one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Advance(LogCursor.Ownership owned, long size)
    {
        long from = owned.Position;
        bool fits = size <= _memory.RoomBehind(from) && from + size <= Volatile.Read(ref _positions.Limit);
        if (fits)
        {
            owned.Position = from + size;
        }

        LogCursor.Leave(owned);
        return fits ? from : None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Reservation ReserveShared(long size, out LogCursor.Ownership? known)
    {
        while (true)
        {
            long from = _reserved.Begin(out LogCursor.Ownership? owned);
            known = owned;
            if (from == LogCursor.Ended)
            {
                throw EndedException();
            }

            long room = _memory.RoomBehind(from);
            long start = size <= room ? from : from + room;
            long end = start + size;
            if (end > Volatile.Read(ref _positions.Limit))
            {
                LogCursor.Leave(owned);
                throw new LogException(LogError.Full, $"The log has no room for {size} more bytes. Truncate its head, or close the readers that keep it.");
            }

            if (_reserved.TryAdvance(from, end, owned))
            {
                return new Reservation(from, end, isPadded: start != from);
            }
        }
    }

    /// <summary>Says that a piece is durable; returns when all before it are as well.</summary>
    /// <exception cref="LogException">One before it failed.</exception>
    internal void Publish(long from, long end)
    {
        if (Volatile.Read(ref _positions.Durable) != from)
        {
            WaitForEarlier(from);
        }

        Volatile.Write(ref _positions.Durable, end);
    }

    /// <summary>A piece cannot be finished: nothing behind it will ever be acknowledged.</summary>
    internal LogException Fail(Exception cause)
    {
        Interlocked.CompareExchange(ref _fault, cause, null);
        _reserved.End();
        return FaultedException();
    }

    /// <summary>Counts a piece that its writer keeps from one call to the next, and may never finish.</summary>
    internal void Hold() => Interlocked.Increment(ref _held);

    /// <summary>Such a piece is finished.</summary>
    internal void LetGo() => Interlocked.Decrement(ref _held);

    /// <summary>Turns newcomers away and waits for who is here.</summary>
    /// <returns>Where the log ends; null if only recovery can say, because an append failed or was left unfinished.</returns>
    internal long? Close()
    {
        if (Volatile.Read(ref _held) != 0)
        {
            Fail(new InvalidOperationException("The log was closed while a record or a group was not committed."));
        }

        long reserved = _reserved.End();
        var wait = default(SpinWait);
        while (reserved != LogCursor.Ended && Volatile.Read(ref _fault) is null && Volatile.Read(ref _positions.Durable) != reserved)
        {
            wait.SpinOnce();
        }

        return reserved == LogCursor.Ended || Volatile.Read(ref _fault) is not null ? null : reserved;
    }

    // The one before may have lost its CPU; it gets ours.
    private void WaitForEarlier(long position)
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref _positions.Durable) != position)
        {
            if (Volatile.Read(ref _fault) is not null)
            {
                throw FaultedException();
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private Exception EndedException() =>
        Volatile.Read(ref _fault) is null ? new ObjectDisposedException(nameof(TransactionalLog)) : FaultedException();

    private LogException FaultedException() =>
        new(LogError.Faulted, "An append failed half-way, so nothing behind it can be acknowledged. Close and reopen the log.", _fault);

    /// <summary>A line each, because writers store to one while others wait for another.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * 128)]
    private struct Positions
    {
        [FieldOffset(128)]
        public long Durable;

        [FieldOffset(256)]
        public long Limit;
    }
}
