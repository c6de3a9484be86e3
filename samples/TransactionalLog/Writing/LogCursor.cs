using System.Runtime.CompilerServices;
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

    /// <summary>So many pieces in a row for one thread that a barrier on every CPU is little beside them.</summary>
    private const int Alone = 1024;

    private readonly Lock _gate = new();
    private Lines _lines;
    private Ownership? _owner;

    internal LogCursor(long position) => _lines.Shared = position;

    /// <summary>Whether the caller's thread still owns what it owned before; then <see cref="Leave"/>, or an advance, must follow at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryBegin(Ownership known)
    {
        known.IsBusy = true;
        if (Volatile.Read(ref _owner) == known)
        {
            return true;
        }

        Leave(known);
        return false;
    }

    /// <summary>What this thread owns, if it does; then <see cref="Leave"/>, or an advance, must follow at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Ownership? BeginOwned()
    {
        // First, because it is a call: what is at hand before it has to be put away.
        int thread = Environment.CurrentManagedThreadId;
        Ownership? owned = Volatile.Read(ref _owner);
        return owned is not null && owned.Thread == thread && TryBegin(owned) ? owned : null;
    }

    /// <summary>Gets the position to advance from; <see cref="Ended"/> when there will be none.</summary>
    /// <param name="owned">What this thread owns, if it does: <see cref="Leave"/>, or an advance, must follow at once.</param>
    internal long Begin(out Ownership? owned)
    {
        owned = BeginOwned();
        if (owned is not null)
        {
            return owned.Position;
        }

        owned = null;
        long position = Volatile.Read(ref _lines.Shared);
        return position == Owned ? Share() : position;
    }

    /// <summary>Ends what <see cref="Begin"/> began, without an advance.</summary>
    internal static void Leave(Ownership? owned)
    {
        if (owned is not null)
        {
            owned.IsBusy = false;
        }
    }

    /// <summary>Advances, unless another thread did.</summary>
    internal bool TryAdvance(long from, long to, Ownership? owned)
    {
        if (owned is not null)
        {
            owned.Position = to;
            Leave(owned);
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
            if (Interlocked.CompareExchange(ref _lines.Shared, Owned, position) == position)
            {
                Volatile.Write(ref _owner, new Ownership(thread, position));
            }
        }
    }

    private long Share()
    {
        lock (_gate)
        {
            if (_owner is { } owned)
            {
                Volatile.Write(ref _owner, null);
                Interlocked.MemoryBarrierProcessWide();
                var wait = default(SpinWait);
                while (owned.IsBusy)
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }

                Volatile.Write(ref _lines.Shared, owned.Position);
            }

            return Volatile.Read(ref _lines.Shared);
        }
    }

    /// <summary>
    /// That one thread owns the cursor. A new one each time: who comes late, and only then finds that it owns nothing any more,
    /// has announced itself at an ownership that nobody looks at.
    /// </summary>
    internal sealed class Ownership(int thread, long position)
    {
        private volatile bool _isBusy;

        internal int Thread { get; } = thread;

        internal long Position { get; set; } = position;

        internal bool IsBusy
        {
            get => _isBusy;
            set => _isBusy = value;
        }
    }

    /// <summary>Apart from what other threads wait for.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * 128)]
    private struct Lines
    {
        [FieldOffset(128)]
        public long Shared;

        [FieldOffset(136)]
        public int Last;

        [FieldOffset(140)]
        public int InARow;
    }
}
