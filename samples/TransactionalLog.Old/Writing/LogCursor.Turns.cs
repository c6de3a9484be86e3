using System.Diagnostics;

namespace DaxNative.Logs;

// Many writers that are never alone. To share the position costs each piece a message from the CPU that took the one before, and
// each acknowledgement another; between distant CPUs a message takes longer than an append. So they may own the position in turns.
internal sealed partial class LogCursor
{
    // How long who waits leaves the owner alone before it asks, and then waits for an answer: many times what it takes to pass the
    // position on, so that little is lost by that; and little beside what the scheduler takes from a thread now and then.
    private static readonly long s_turn = Stopwatch.Frequency / 20_000;

    private readonly List<CursorOwner> _waiting = [];
    private readonly TurnTrial _trial = new();
    private bool _takesTurns;

    /// <summary>Whether this thread would have to wait for its turn now.</summary>
    internal bool HasToWait => Volatile.Read(ref _takesTurns) && Volatile.Read(ref _lines.Shared) == Owned && ThreadsOwner is null;

    /// <summary>What this thread owns, unless another one asked for it, and then gets it.</summary>
    internal CursorOwner? OwnerUnlessAsked => ThreadsOwner is { } owner && (!owner.IsAsked || !TryPassOn(owner)) ? owner : null;

    /// <summary>From now on whoever comes while the position is owned waits for its turn.</summary>
    internal void TakeTurns() => Volatile.Write(ref _takesTurns, true);

    // Looks once in a while whether turns are faster than what happens now.
    private void ConsiderTurns(long position, nint page)
    {
        lock (_gate)
        {
            if (_trial.IsDue(position))
            {
                TakeTurns();
                Own(page);
            }
        }
    }

    // The owner itself does it, between two pieces: nobody passes anybody.
    private bool TryPassOn(CursorOwner owner)
    {
        lock (_gate)
        {
            owner.IsAsked = false;
            if (_owner != owner || owner.Held != 0 || _waiting.Count == 0)
            {
                return false;
            }

            owner.Counted = owner.Position;
            EndTurn(owner, _waiting[0]);
            return true;
        }
    }

    // An owner that does not come by has nothing to append, or no CPU.
    private void TakeFrom(CursorOwner owner, CursorOwner next)
    {
        lock (_gate)
        {
            if (_owner == owner)
            {
                Dispossess(owner);
                EndTurn(owner, next);
            }
        }
    }

    private void EndTurn(CursorOwner owner, CursorOwner next)
    {
        if (_trial.GoesOn(owner.Counted))
        {
            _waiting.Remove(next);
            next.Position = owner.Counted;
            Volatile.Write(ref _owner, next);
        }
        else
        {
            ShareFrom(owner);
        }
    }

    // What happens now begins anew.
    private void StopTurns()
    {
        _trial.Stop();
        Volatile.Write(ref _takesTurns, false);
        _lines.Changes = 0;
    }

    // Until the position is this thread's, or shared.
    private long WaitForTurn(nint page, out CursorOwner? owner)
    {
        CursorOwner me = Queue(page);
        CursorOwner? asked = null;
        long since = 0;
        var wait = default(SpinWait);
        long position;
        while (!HasTurn(me, out owner, out position))
        {
            CursorOwner? now = Volatile.Read(ref _owner);
            long time = Stopwatch.GetTimestamp();
            if (now != asked)
            {
                (asked, since) = (now, time);
            }
            else if (now is not null && time - since > s_turn)
            {
                now.Ask();
                if (time - since > 2 * s_turn)
                {
                    TakeFrom(now, me);
                }
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }

        return position;
    }

    private CursorOwner Queue(nint page)
    {
        lock (_gate)
        {
            CursorOwner me = OwnerFor(page, Ended);
            _waiting.Add(me);
            return me;
        }
    }

    private bool HasTurn(CursorOwner me, out CursorOwner? owner, out long position)
    {
        CursorOwner? now = Volatile.Read(ref _owner);
        if (now == me)
        {
            (owner, position) = (me, me.Position);
            return true;
        }

        (owner, position) = (null, Owned);
        if (now is not null)
        {
            return false;
        }

        // Shared, or becoming so.
        lock (_gate)
        {
            if (_owner is null)
            {
                _waiting.Remove(me);
                position = _lines.Shared;
            }

            return _owner is null;
        }
    }
}
