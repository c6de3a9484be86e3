using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>
/// The position up to which the ring is given away. A thread that is alone for a while comes to own it, and then advances it
/// by a plain store: a locked instruction waits for every store on its way to the media, so one an append would cost half as
/// much as the fence, and one a deferred append as much as all.
/// </summary>
/// <remarks>
/// The owner's side is "advance, then look whether it still owns". Without a fence the two could pass each other; whoever
/// takes the ownership away pays for both sides, by a barrier on every CPU of the process, and then counts how far the owner
/// came. An owner that finds itself dispossessed asks whether its last advance was counted: then it stands.
/// </remarks>
internal sealed partial class LogCursor
{
    /// <summary>What a closed or faulted log has given away: less than any position.</summary>
    internal const long Ended = long.MinValue;

    private const long Owned = long.MinValue + 1;

    /// <summary>So many pieces in a row for one thread that a barrier on every CPU is little beside them.</summary>
    private const int Alone = 1024;

    /// <summary>After so many pieces for another thread than the one before it is considered what is best for all of them.</summary>
    private const int Mixed = 512;

    private readonly Lock _gate = new();
    private Lines _lines;
    private readonly List<CursorOwner> _owners = [];
    private CursorOwner? _owner;

    internal LogCursor(long position) => _lines.Shared = position;

    /// <summary>What this thread owns, as far as its page of stack tells.</summary>
    /// <param name="page">Of the caller's stack.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CursorOwner? OwnerOn(nint page)
    {
        CursorOwner? owner = Volatile.Read(ref _owner);
        return owner is not null && owner.Page == page ? owner : null;
    }

    /// <summary>The same, whatever page it is on.</summary>
    internal CursorOwner? ThreadsOwner => Volatile.Read(ref _owner) is { } owner && owner.Thread == Thread.CurrentThread ? owner : null;

    /// <summary>Advances what this thread owned a moment ago; if that was taken away meanwhile, only <see cref="Took"/> knows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdvance(CursorOwner owner, long to)
    {
        owner.Position = to;
        return Volatile.Read(ref _owner) == owner;
    }

    /// <summary>Whether this thread's last advance, as the owner that it was, stands.</summary>
    internal bool Took(CursorOwner owner, long to)
    {
        if (owner.Position != to || Volatile.Read(ref _owner) == owner)
        {
            return owner.Position == to;
        }

        lock (_gate)
        {
            return owner.Counted >= to;
        }
    }

    /// <summary>Gets the position to advance from; <see cref="Ended"/> when there will be none.</summary>
    /// <param name="page">Of the caller's stack.</param>
    /// <param name="owner">What this thread owns, if it does.</param>
    internal long Begin(nint page, out CursorOwner? owner)
    {
        owner = OwnerUnlessAsked;
        if (owner is not null)
        {
            owner.Page = page;
            return owner.Position;
        }

        long position = Volatile.Read(ref _lines.Shared);
        if (position != Owned)
        {
            return position;
        }

        return Volatile.Read(ref _takesTurns) ? WaitForTurn(page, out owner) : Share();
    }

    /// <summary>Advances for a thread that owns nothing, unless another one did.</summary>
    /// <param name="from">What <see cref="Begin"/> gave.</param>
    /// <param name="to">What is given away then.</param>
    /// <param name="page">Of the caller's stack.</param>
    internal bool TryAdvance(long from, long to, nint page)
    {
        if (Interlocked.CompareExchange(ref _lines.Shared, to, from) != from)
        {
            return false;
        }

        int thread = Environment.CurrentManagedThreadId;
        bool isOther = _lines.Last != thread;
        (_lines.Last, _lines.InARow) = (thread, isOther ? 0 : _lines.InARow + 1);
        if (_lines.InARow >= Alone)
        {
            Own(page);
        }
        else if (isOther && ++_lines.Changes >= Mixed)
        {
            _lines.Changes = 0;
            ConsiderTurns(to, page);
        }

        return true;
    }

    /// <summary>Advances for a thread that owns or not, as <see cref="Begin"/> said.</summary>
    /// <param name="owner">What it gave out.</param>
    /// <param name="from">What it gave.</param>
    /// <param name="to">What is given away then.</param>
    /// <param name="page">Of the caller's stack.</param>
    internal bool TryAdvance(CursorOwner? owner, long from, long to, nint page) =>
        owner is null ? TryAdvance(from, to, page) : TryAdvance(owner, to) || Took(owner, to);

    /// <summary>Goes back, unless a piece behind was given away.</summary>
    /// <param name="from">Up to where this thread was given a piece.</param>
    /// <param name="to">Within that piece.</param>
    /// <param name="page">Of the caller's stack.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRetreat(long from, long to, nint page)
    {
        if (OwnerOn(page) is not { } owner || owner.Position != from)
        {
            return TryRetreat(from, to);
        }

        return TryAdvance(owner, to) || WasCountedAt(owner, to);
    }

    // For who owns, but from another page of its stack, or does not.
    private bool TryRetreat(long from, long to)
    {
        if (ThreadsOwner is not { } owner)
        {
            return Interlocked.CompareExchange(ref _lines.Shared, to, from) == from;
        }

        return owner.Position == from && (TryAdvance(owner, to) || WasCountedAt(owner, to));
    }

    // As with an advance: it is the one that was counted, or the one before.
    private bool WasCountedAt(CursorOwner owner, long to)
    {
        lock (_gate)
        {
            return owner.Counted == to;
        }
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

    /// <summary>How many groups owners have begun and not ended; of the last owner known once <see cref="End"/> was called.</summary>
    internal int Held
    {
        get
        {
            lock (_gate)
            {
                return _owners.Sum(owner => owner.Held);
            }
        }
    }

    private void Own(nint page)
    {
        lock (_gate)
        {
            _lines.InARow = 0;
            long position = Volatile.Read(ref _lines.Shared);
            while (position is not (Owned or Ended))
            {
                long before = position;
                position = Interlocked.CompareExchange(ref _lines.Shared, Owned, before);
                if (position == before)
                {
                    Volatile.Write(ref _owner, OwnerFor(page, before));
                    return;
                }
            }
        }
    }

    // Those of ended threads are kept only for what they hold.
    private CursorOwner OwnerFor(nint page, long position)
    {
        CursorOwner? owner = _owners.Find(one => one.Thread == Thread.CurrentThread);
        if (owner is null)
        {
            _owners.RemoveAll(one => !one.Thread.IsAlive && one.Held == 0);
            _owners.Add(owner = new CursorOwner(Thread.CurrentThread));
        }

        (owner.Page, owner.Position) = (page, position);
        return owner;
    }

    private long Share()
    {
        lock (_gate)
        {
            if (_owner is { } owner)
            {
                Dispossess(owner);
                ShareFrom(owner);
            }

            return Volatile.Read(ref _lines.Shared);
        }
    }

    private void Dispossess(CursorOwner owner)
    {
        Volatile.Write(ref _owner, null);

        // From here on an advance is either seen below, or its thread sees that it owns nothing any more.
        Interlocked.MemoryBarrierProcessWide();
        owner.Counted = owner.Position;
    }

    private void ShareFrom(CursorOwner owner)
    {
        StopTurns();
        Volatile.Write(ref _owner, null);
        Volatile.Write(ref _lines.Shared, owner.Counted);
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

        [FieldOffset(144)]
        public int Changes;
    }
}
