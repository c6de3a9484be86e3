using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>
/// The position up to which the ring is given away. A thread that is alone for a while comes to own it, and then advances it
/// by plain stores: a locked instruction waits for every store on its way to the media, so one an append would cost half as
/// much as the fence, and one a deferred append as much as all.
/// </summary>
/// <remarks>
/// The owner's side is "announce, then look whether it still owns". Without a fence the two could pass each other; whoever
/// takes the ownership away pays for both sides, by a barrier on every CPU of the process.
/// </remarks>
internal sealed class LogCursor
{
    /// <summary>What a closed or faulted log has given away: less than any position.</summary>
    internal const long Ended = long.MinValue;

    private const long Owned = long.MinValue + 1;
    private const int Nobody = 0;

    /// <summary>So many pieces in a row for one thread that a barrier on every CPU is little beside them.</summary>
    private const int Alone = 1024;

    private readonly Lock _gate = new();
    private Lines _lines;

    internal LogCursor(long position) => _lines.Shared = position;

    /// <summary>Gets the position to advance from; <see cref="Ended"/> when there will be none.</summary>
    /// <param name="isOwner">Whether <see cref="Leave"/>, or an advance, must follow at once.</param>
    internal long Begin(out bool isOwner)
    {
        int thread = Environment.CurrentManagedThreadId;
        if (Volatile.Read(ref _lines.Owner) == thread)
        {
            Volatile.Write(ref _lines.IsBusy, true);
            if (Volatile.Read(ref _lines.Owner) == thread)
            {
                isOwner = true;
                return _lines.OwnersPosition;
            }

            Leave();
        }

        isOwner = false;
        long position = Volatile.Read(ref _lines.Shared);
        return position == Owned ? Share() : position;
    }

    /// <summary>Ends what <see cref="Begin"/> began, without an advance.</summary>
    internal void Leave() => Volatile.Write(ref _lines.IsBusy, false);

    /// <summary>Advances, unless another thread did.</summary>
    internal bool TryAdvance(long from, long to, bool isOwner)
    {
        if (isOwner)
        {
            _lines.OwnersPosition = to;
            Leave();
            return true;
        }

        if (Interlocked.CompareExchange(ref _lines.Shared, to, from) != from)
        {
            return false;
        }

        int thread = Environment.CurrentManagedThreadId;
        (_lines.Last, _lines.InARow) = (thread, _lines.Last == thread ? _lines.InARow + 1 : 0);
        if (_lines.InARow >= Alone)
        {
            Own(to, thread);
        }

        return true;
    }

    /// <summary>Turns newcomers away.</summary>
    /// <returns>The position that was reached.</returns>
    internal long End()
    {
        lock (_gate)
        {
            Share();
            return Interlocked.Exchange(ref _lines.Shared, Ended);
        }
    }

    private void Own(long position, int thread)
    {
        lock (_gate)
        {
            _lines.InARow = 0;
            if (Volatile.Read(ref _lines.Shared) == position)
            {
                // Not before it is known that nobody else owns it.
                _lines.OwnersPosition = position;
                if (Interlocked.CompareExchange(ref _lines.Shared, Owned, position) == position)
                {
                    Volatile.Write(ref _lines.Owner, thread);
                }
            }
        }
    }

    private long Share()
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _lines.Shared) == Owned)
            {
                Volatile.Write(ref _lines.Owner, Nobody);
                Interlocked.MemoryBarrierProcessWide();
                var wait = default(SpinWait);
                while (Volatile.Read(ref _lines.IsBusy))
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }

                Volatile.Write(ref _lines.Shared, _lines.OwnersPosition);
            }

            return Volatile.Read(ref _lines.Shared);
        }
    }

    /// <summary>Apart from what other threads wait for; the owner's own apart from what newcomers look at.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * 128)]
    private struct Lines
    {
        [FieldOffset(128)]
        public long Shared;

        [FieldOffset(136)]
        public int Last;

        [FieldOffset(140)]
        public int InARow;

        [FieldOffset(256)]
        public long OwnersPosition;

        [FieldOffset(264)]
        public int Owner;

        [FieldOffset(268)]
        public bool IsBusy;
    }
}
