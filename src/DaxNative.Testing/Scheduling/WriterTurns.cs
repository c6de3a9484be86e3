namespace DaxNative.Testing;

/// <summary>
/// Lets several writers take turns, by seed: one runs, the others wait where they are. They change places at events, where they reach for
/// the memory, and where one waits for what another one holds (<see cref="WriterWaits"/>): all of that is known, and depends on no time.
/// </summary>
/// <remarks>
/// Two things are not known and are guessed: that a writer spins or sleeps, and what the structure's own threads do. Who is taken for
/// blocked so gives the turn on, runs beside others when it wakes, and is back in the game at its next event. Whoever comes to an event with the turn may have freed a blocked writer, and that one runs beside it to its own next
/// event. So before an event happens all blocked writers must stand still: wait where they were or somewhere else, or be
/// at an event too. Whoever was freed goes first. Until then nothing is recorded, because the memory would show half of
/// what the freed one is about to store. What a writer stored beside another one is found at such a moment and belongs to
/// both: nobody can tell which of them it was.
/// </remarks>
internal sealed partial class WriterTurns
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new();
    private readonly RunRecording _recording;
    private readonly TurnPolicy _policy;
    private int _turns;
    private bool _isStarted;
    private bool _isOver;

    // Replaced, never changed: Arrive reads it without the gate.
    private volatile Writer[] _writers = [];

    private WriterTurns(RunRecording recording, TurnPolicy policy)
    {
        _recording = recording;
        _policy = policy;
    }

    /// <summary>Whether a thread that took part has not ended.</summary>
    internal bool HasThreadsLeft => Array.Exists(_writers, writer => writer.State != WriterState.Ended && writer.IsAlive);

    /// <summary>
    /// A bit for each other writer that may have stored since all stood still. A blocked one that a timer wakes may at any
    /// time, also between the last look at it and the event. Takes no lock: the recording asks while it holds its own.
    /// </summary>
    internal ulong Beside(int number) => _writers
        .Where(other => other.Number != number && other.MayHaveStored())
        .Aggregate(0UL, (others, other) => others | (1UL << other.Number));

    /// <summary>Says that a writer is at an event: what it waits for from here on is the scheduler's.</summary>
    internal void Arrive(int number) => Array.Find(_writers, writer => writer.Number == number)?.Arrive();

    /// <summary>Waits, at an event, until the writer has the turn.</summary>
    /// <param name="number">The writer that calls.</param>
    /// <param name="place">Where in the source the event is.</param>
    /// <param name="mayGiveWay">Whether others may go first: not when the event has happened already.</param>
    internal void WaitForTurn(int number, SourcePlace? place, bool mayGiveWay)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            NoteChange();
            Writer writer = Find(number);
            if (writer.State != WriterState.Running)
            {
                writer.HasRunBeside = true;
                writer.WasBlocked = writer.State == WriterState.Blocked;
                writer.State = WriterState.Waiting;
                Monitor.PulseAll(_gate);
                Wait(writer);
                return;
            }

            writer.State = WriterState.Arrived;
            LetOthersStandStill(writer, place);
            if (Array.Find(_writers, other => other.State == WriterState.Waiting && other.WasBlocked) is { } freed)
            {
                writer.State = WriterState.Waiting;
                Give(freed);
                Wait(writer);
            }
            else
            {
                writer.State = WriterState.Running;
                if (mayGiveWay)
                {
                    GiveWay(writer, place);
                }
            }
        }
    }

    // What it has stored on the way to the event is its own, and is there for whoever goes first.
    private void GiveWay(Writer writer, SourcePlace? place)
    {
        if (Next(writer, isEvent: true) is { } next && next != writer)
        {
            _recording.FindSpanStores(writer.Number, place);
            writer.State = WriterState.Waiting;
            Give(next);
            Wait(writer);
            LetOthersStandStill(writer, place);
        }
    }

    /// <summary>Gives the turn on after an event, perhaps to the same writer.</summary>
    internal void Pass(int number)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            Writer writer = Find(number);
            writer.State = WriterState.Waiting;
            GiveTurn(writer);
            Wait(writer);
            writer.Leave();
        }
    }

    private void Begin(int number)
    {
        lock (_gate)
        {
            Wait(Find(number));
        }
    }

    private int? Enter()
    {
        if (_recording.NumberOfThisThread() is not { } number)
        {
            return null;
        }

        lock (_gate)
        {
            Writer writer = Find(number);
            writer.IsOwn = true;
            writer.State = WriterState.Waiting;
        }

        return number;
    }

    private void Wait(Writer writer)
    {
        while (writer.State != WriterState.Given && !_isOver)
        {
            Monitor.Wait(_gate);
        }

        writer.State = WriterState.Running;
    }

    private void End(int number)
    {
        Arrive(number);
        lock (_gate)
        {
            NoteChange();
            Writer writer = Find(number);
            if (writer.State == WriterState.Running)
            {
                writer.State = WriterState.Arrived;
                LetOthersStandStill(writer, place: null);
                _recording.FindSpanStores(number);
                writer.State = WriterState.Ended;
                GiveTurn();
            }
            else
            {
                writer.HasRunBeside = true;
                writer.State = WriterState.Ended;
            }

            Monitor.PulseAll(_gate);
        }
    }

    // Called on the writer's thread. One that was never entered is one of the structure's own.
    private Writer Find(int number)
    {
        Writer? writer = Array.Find(_writers, known => known.Number == number);
        if (writer is null)
        {
            // Only what the scenario starts itself is entered before its first event; when another thread comes to one is a matter of time.
            _recording.TimesGuessed += _isStarted ? 1 : 0;
            writer = new Writer(number, ThreadActivity.OfThisThread());
            _writers = [.. _writers, writer];
        }

        return writer;
    }

    // Nobody has the turn meanwhile but the writer, which does not run; so nobody but a timer can free one that is seen to stand
    // still. That is why all of them are looked at twice: the first one may have been freed by the last one before that stood still.
    private void LetOthersStandStill(Writer writer, SourcePlace? place)
    {
        if (!Array.Exists(_writers, other => other.State == WriterState.Blocked || other.HasRunBeside))
        {
            return;
        }

        foreach (Writer other in _writers)
        {
            if (other.State == WriterState.Blocked)
            {
                other.BeginToStandStill();
            }
        }

        while (!(AllStandStill(out long first) && AllStandStill(out long again) && again == first))
        {
            Monitor.Wait(_gate, s_poll);
        }

        _recording.FindSpanStores(writer.Number, place);
        Array.ForEach(_writers, other => other.HasBeenFound());
    }

    private bool AllStandStill(out long waits)
    {
        waits = 0;
        foreach (Writer writer in _writers)
        {
            if (writer.State == WriterState.Blocked && !writer.StandsStill(ref waits))
            {
                return false;
            }
        }

        return true;
    }

    private void GiveTurn(Writer? current = null)
    {
        if (Next(current, isEvent: true) is { } next)
        {
            Give(next);
        }
    }

    // Who only looks whether it can go on is not counted: that goes on for ever where all are blocked.
    private void Give(Writer next)
    {
        bool onlyLooks = next.State == WriterState.Parked && next.ParkEnd != ParkEnd.TimedOut;
        next.State = WriterState.Given;
        next.WasBlocked = false;
        _turns += onlyLooks ? 0 : 1;
        if (!onlyLooks)
        {
            _recording.NoteTurn(next.Number);
        }

        Monitor.PulseAll(_gate);
    }
}
