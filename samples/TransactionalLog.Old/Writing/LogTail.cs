using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>
/// Gives each writer a piece of the ring, and acknowledges the pieces in their order: one is durable for a reader, or for
/// a caller, only when everything before it is. In memory only; recovery finds the tail from the records.
/// </summary>
internal sealed partial class LogTail
{
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

    /// <summary>
    /// Takes the next piece for the one writer, where it lies in the same lap of the ring as the piece before: by few stores and no
    /// call, because behind a fence that is not over yet stores are what takes time, and what a call could change has to be stored.
    /// </summary>
    /// <param name="size">Of the piece, in bytes.</param>
    /// <param name="page">Of the caller's stack.</param>
    /// <param name="attempt">What <see cref="Reserve"/> wants to know if none was taken.</param>
    /// <param name="within">Where the piece begins within the ring.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReserve(long size, nint page, out Attempt attempt, out long within)
    {
        CursorOwner? owner = _reserved.OwnerOn(page);
        if (owner is null)
        {
            (attempt, within) = (new Attempt(null, 0), 0);
            return false;
        }

        attempt = new Attempt(owner, owner.Position);
        within = (long)_memory.WithinLap(attempt.From);
        return (ulong)within < (ulong)_memory.Capacity && size <= _memory.Capacity - within
            && attempt.From + size <= Volatile.Read(ref _positions.Limit) && _reserved.TryAdvance(owner, attempt.From + size);
    }

    /// <summary>Takes the next piece, unless the attempt before took one.</summary>
    /// <param name="size">Of the piece, in bytes.</param>
    /// <param name="page">Of the stack that the attempt was made on.</param>
    /// <param name="attempt">The attempt.</param>
    /// <exception cref="LogException">There is no room, or the log is faulted.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    internal Reservation Reserve(long size, nint page, Attempt attempt = default)
    {
        if (attempt.Owner is { } tried && _reserved.Took(tried, attempt.From + size))
        {
            return new Reservation(attempt.From, attempt.From + size, isPadded: false);
        }

        while (true)
        {
            long from = _reserved.Begin(page, out CursorOwner? owner);
            if (from == LogCursor.Ended)
            {
                throw EndedException();
            }

            long room = _memory.RoomBehind(from);
            long start = size <= room ? from : from + room;
            long end = start + size;
            if (end > Volatile.Read(ref _positions.Limit))
            {
                throw new LogException(LogError.Full, $"The log has no room for {size} more bytes. Truncate its head, or close the readers that keep it.");
            }

            if (_reserved.TryAdvance(owner, from, end, page))
            {
                return new Reservation(from, end, isPadded: start != from);
            }
        }
    }

    /// <summary>Says that a piece is durable, if all before it are as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPublish(long from, long size)
    {
        if (Volatile.Read(ref _positions.Durable) != from)
        {
            return false;
        }

        Volatile.Write(ref _positions.Durable, from + size);
        return true;
    }

    /// <summary>Says that a piece is durable; returns when all before it are as well.</summary>
    /// <exception cref="LogException">One before it failed.</exception>
    internal void Publish(long from, long end)
    {
        WaitForEarlier(from);
        Volatile.Write(ref _positions.Durable, end);
    }

    /// <summary>A piece cannot be finished: nothing behind it will ever be acknowledged.</summary>
    internal LogException Fail(Exception cause)
    {
        Interlocked.CompareExchange(ref _fault, cause, null);
        _reserved.End();
        return FaultedException();
    }

    /// <summary>Whether an append failed half-way.</summary>
    internal bool IsFaulted => Volatile.Read(ref _fault) is not null;

    /// <exception cref="LogException">An append failed half-way.</exception>
    internal void ThrowIfFaulted()
    {
        if (IsFaulted)
        {
            throw FaultedException();
        }
    }

    /// <summary>What this thread owns, as far as its page of stack tells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CursorOwner? OwnerOn(nint page) => _reserved.OwnerOn(page);

    /// <summary>What this thread owns, unless another one asked for it, and then gets it.</summary>
    internal CursorOwner? OwnerUnlessAsked => _reserved.OwnerUnlessAsked;

    /// <summary>Whether this thread would have to wait for its turn if it took a piece now.</summary>
    internal bool HasToWait => _reserved.HasToWait;

    /// <summary>What this thread owns.</summary>
    internal CursorOwner? ThreadsOwner => _reserved.ThreadsOwner;

    /// <summary>Counts a piece that its writer keeps from one call to the next, and may never finish.</summary>
    internal void Hold() => Interlocked.Increment(ref _held);

    /// <summary>Such a piece is finished.</summary>
    internal void LetGo() => Interlocked.Decrement(ref _held);

    /// <summary>Turns newcomers away and waits for who is here.</summary>
    /// <returns>Where the log ends; null if only recovery can say, because an append failed or was left unfinished.</returns>
    internal long? Close()
    {
        long reserved = _reserved.End();
        if (Volatile.Read(ref _held) + _reserved.Held != 0)
        {
            Fail(new InvalidOperationException("The log was closed while a record or a group was not committed."));
        }

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
            ThrowIfFaulted();
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private Exception EndedException() =>
        Volatile.Read(ref _fault) is null ? new ObjectDisposedException(nameof(TransactionalLog)) : FaultedException();

    private LogException FaultedException() =>
        new(LogError.Faulted, "An append failed half-way, so nothing behind it can be acknowledged. Close and reopen the log.", _fault);

    /// <summary>What <see cref="TryReserve"/> tried.</summary>
    /// <param name="Owner">As whom; null if it did not.</param>
    /// <param name="From">From where.</param>
    internal readonly record struct Attempt(CursorOwner? Owner, long From);

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
