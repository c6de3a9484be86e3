using System.Diagnostics;

namespace DaxNative.Testing;

/// <summary>A thread that takes turns, and what is known of it.</summary>
internal sealed class Writer(int number, ThreadActivity activity)
{
    // Of the structure's own threads, whose waits nobody hears of.
    private static readonly TimeSpan s_waitsAfter = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_spinsAfter = TimeSpan.FromMilliseconds(250);

    // Of a scenario's writers, whose waits are seen: what remains is sleeping, or spinning. So long that no busy machine comes to it, and
    // neither does a structure that yields some hundred times before it waits.
    private static readonly TimeSpan s_ownWaitsAfter = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_ownSpinsAfter = TimeSpan.FromSeconds(4);

    // A step between two events takes microseconds of work, and whoever was freed has begun it.
    private static readonly TimeSpan s_freedWithin = TimeSpan.FromMilliseconds(20);

    // What was stored is noted before the state changes, and asked for behind it: the recording asks without the turns' lock.
    private volatile WriterState _state;
    private volatile bool _hasRunBeside;

    // At an event, or elsewhere in the scheduler: what it waits for there is a lock of the scheduler's.
    private volatile bool _isInScheduler;
    private ThreadReading _seen;
    private long _waitsFound;
    private TimeSpan _workedBeforeArrival;
    private TimeSpan _workedBeforeTurn;
    private int _countedTurn = -1;
    private TimeSpan _waited;
    private long _waitsSince;
    private long _lookedAt;

    internal int Number { get; } = number;

    internal WriterState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Whether it is the scenario's own thread; false for one of the structure's.</summary>
    internal bool IsOwn { get; set; }

    /// <summary>Whether it comes from being blocked, and has not had a turn since.</summary>
    internal bool WasBlocked { get; set; }

    /// <summary>Whether it has come to an event or its end beside others, and what it stored on the way has not been looked for.</summary>
    internal bool HasRunBeside
    {
        get => _hasRunBeside;
        set => _hasRunBeside = value;
    }

    internal bool IsAlive => activity.IsAlive;

    /// <summary>Whether it is in the scheduler, at an event or elsewhere.</summary>
    internal bool IsInScheduler => _isInScheduler;

    /// <summary>Why it has the turn, when it was parked.</summary>
    internal ParkEnd ParkEnd { get; set; }

    /// <summary>How long it waits where it is parked, in milliseconds; negative for ever.</summary>
    internal int Timeout { get; private set; } = System.Threading.Timeout.Infinite;

    /// <summary>Whether the time that it waits where it is parked is over.</summary>
    internal bool IsTimeOver => Timeout >= 0 && Stopwatch.GetElapsedTime(_waitsSince).TotalMilliseconds >= Timeout;

    /// <summary>Whether it is to be taken for blocked: it waits, or works for so long that it may as well spin. Never at an event, which it ends with the turn.</summary>
    internal bool IsSeenBlocked => !_isInScheduler
        && ((_waited >= (IsOwn ? s_ownWaitsAfter : s_waitsAfter) && _seen.IsWaiting) || Worked >= (IsOwn ? s_ownSpinsAfter : s_spinsAfter));

    /// <summary>How long it could have come to an event and did not: it waited, or it worked.</summary>
    internal TimeSpan Spent => _waited + Worked;

    private TimeSpan Worked => _seen.Worked - _workedBeforeTurn;

    /// <summary>Says that it has come to an event: if it waits now, it is for a lock of the scheduler's.</summary>
    internal void Arrive() => _isInScheduler = true;

    /// <summary>Says that it goes on behind an event.</summary>
    internal void Leave() => _isInScheduler = false;

    /// <summary>Begins to wait for something of its own.</summary>
    /// <param name="timeout">How long, in milliseconds; negative for ever.</param>
    internal void BeginWait(int timeout) => (Timeout, _waitsSince) = (timeout, Stopwatch.GetTimestamp());

    /// <summary>Says that it has looked, and what it waits for is not there.</summary>
    /// <param name="change">How much had happened by then.</param>
    internal void HasLookedAt(long change) => _lookedAt = change;

    /// <summary>Whether it has looked since so much has happened.</summary>
    internal bool HasLooked(long change) => _lookedAt == change;

    /// <summary>Begins to be watched by whoever wants it to stand still.</summary>
    internal void BeginToStandStill() => _workedBeforeArrival = activity.Read().Worked;

    /// <summary>Whether it waits, or has worked for so long that it surely spins.</summary>
    /// <param name="waits">Grows when it has run since it was asked last.</param>
    internal bool StandsStill(ref long waits)
    {
        _seen = activity.Read();
        waits += _seen.Waits;
        return !_isInScheduler && (_seen.IsStill || _seen.Worked - _workedBeforeArrival >= s_freedWithin);
    }

    /// <summary>Whether it can have stored since stores were looked for last.</summary>
    internal bool MayHaveStored()
    {
        if (State != WriterState.Blocked)
        {
            return HasRunBeside;
        }

        ThreadReading now = activity.Read();
        return !now.IsStill || now.Waits != _waitsFound;
    }

    /// <summary>Says that all it had stored when it was last seen has been found.</summary>
    internal void HasBeenFound()
    {
        HasRunBeside = false;
        _waitsFound = _seen.Waits;
    }

    /// <summary>Counts the time since the last look.</summary>
    /// <param name="turn">How many turns there were: what was spent before the last one does not count.</param>
    /// <param name="elapsed">How long it is since the last look.</param>
    internal void Count(int turn, TimeSpan elapsed)
    {
        _seen = activity.Read();
        if (_countedTurn != turn)
        {
            (_countedTurn, _waited, _workedBeforeTurn) = (turn, TimeSpan.Zero, _seen.Worked);
        }
        else if (_seen.IsWaiting)
        {
            _waited += elapsed;
        }
    }
}
