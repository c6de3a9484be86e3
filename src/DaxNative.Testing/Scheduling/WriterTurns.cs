namespace DaxNative.Testing;

/// <summary>
/// Lets several writers take turns at events, by seed: one runs, the others wait where they are. A writer that blocks on
/// what another one holds (a lock, a spin) gives the turn on, and is back in the game at its next event.
/// </summary>
/// <remarks>
/// Whoever comes to an event with the turn may have freed a blocked writer, and that one runs beside it to its own next
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
    private SeededRandom _random;
    private int _turns;
    private bool _isOver;

    // Replaced, never changed: Arrive reads it without the gate.
    private volatile Writer[] _writers = [];

    private WriterTurns(RunRecording recording, ulong seed)
    {
        _recording = recording;
        _random = new SeededRandom(ImageHash.Mix(seed));
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
    internal void WaitForTurn(int number, SourcePlace? place)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

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
            }
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
            GiveTurn();
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

    private void GiveTurn()
    {
        Writer[] waiting = [.. _writers.Where(writer => writer.State == WriterState.Waiting).OrderBy(writer => writer.Number)];
        if (waiting.Length != 0)
        {
            Give(waiting[(int)(_random.Next() % (ulong)waiting.Length)]);
        }
    }

    private void Give(Writer next)
    {
        next.State = WriterState.Given;
        next.WasBlocked = false;
        _turns++;
        Monitor.PulseAll(_gate);
    }
}
