using System.Diagnostics;

namespace DaxNative.Testing;

// What a writer does between two events: waits, and reaches for the memory.
internal sealed partial class WriterTurns
{
    // Who waits no longer than this looks again and again: its time may be over at any moment.
    private const int LongestPoll = 15;

    private long _change;
    private long _lastChange = Stopwatch.GetTimestamp();
    private long _lastLateLook;
    private int _lastLate;

    /// <summary>Says that what a writer waited for was not done by another one, as far as is known.</summary>
    internal void CountGuess()
    {
        lock (_gate)
        {
            _recording.TimesGuessed++;
        }
    }

    /// <summary>Lets others go first, within a step of the writer that calls.</summary>
    /// <exception cref="InvalidOperationException">The writers have done nothing but that for 20 seconds.</exception>
    internal void Point(Writer writer, bool waits)
    {
        lock (_gate)
        {
            // Beside others it has no turn to give on, and what it stored would be taken for theirs.
            if (_isOver || writer.State != WriterState.Running || Array.Exists(_writers, other => other.State == WriterState.Blocked))
            {
                return;
            }

            if (waits)
            {
                _policy.PutLast(writer);
                ThrowIfIdle();
            }
            else
            {
                NoteChange();
            }

            Writer? next = Next(writer, isEvent: false, waits);
            if (next != writer)
            {
                _recording.FindSpanStores(writer.Number);
                writer.State = WriterState.Waiting;
                Give(next!);
                Wait(writer);
            }
        }
    }

    /// <summary>Parks the calling writer until it is to look whether what it waits for is there.</summary>
    /// <param name="writer">The calling one.</param>
    /// <param name="timeout">How long it waits, in milliseconds; negative for ever.</param>
    /// <param name="isFirst">Whether it has done anything since it was parked last.</param>
    internal ParkEnd Park(Writer writer, int timeout, bool isFirst)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return ParkEnd.IsOver;
            }

            bool hasTurn = writer.State == WriterState.Running;
            if (hasTurn && isFirst)
            {
                writer.State = WriterState.Arrived;
                LetOthersStandStill(writer, place: null);
                _recording.FindSpanStores(writer.Number);
            }
            else if (!hasTurn)
            {
                writer.HasRunBeside = true;
            }

            if (isFirst)
            {
                _recording.TimesBlocked++;
                NoteChange();
                writer.BeginWait(timeout);
            }

            writer.HasLookedAt(_change);
            writer.State = WriterState.Parked;
            if (hasTurn)
            {
                GiveTurn();
            }

            Monitor.PulseAll(_gate);
            Wait(writer);
            return _isOver ? ParkEnd.IsOver : writer.ParkEnd;
        }
    }

    // Whoever is parked looks again when something may have changed.
    private void NoteChange()
    {
        _change++;
        _lastChange = Stopwatch.GetTimestamp();
    }

    private void ThrowIfIdle()
    {
        if (Stopwatch.GetElapsedTime(_lastChange) >= s_deadlockAfter)
        {
            throw new InvalidOperationException("The writers wait for each other: for 20 seconds they have done nothing but yield.");
        }
    }

    /// <summary>Chooses who has the turn next; null if nobody can go on but by time.</summary>
    /// <param name="current">Who has it, if it can go on.</param>
    /// <param name="isEvent">Whether it is at an event.</param>
    /// <param name="waits">Whether it waits for what another one does.</param>
    private Writer? Next(Writer? current, bool isEvent, bool waits = false)
    {
        // A lock that was set free is taken by whoever waited for it. Which of them the runtime has told, is the runtime's.
        if (Lowest(writer => writer.State == WriterState.Parked && !writer.HasLooked(_change)) is { } parked)
        {
            parked.ParkEnd = ParkEnd.Looks;
            return parked;
        }

        Writer[] candidates = [.. _writers.Where(writer => CanGoOn(writer) || writer == current).OrderBy(writer => writer.Number)];
        if (waits && candidates.Length > 1)
        {
            candidates = [.. candidates.Where(writer => writer != current)];
        }

        if (candidates.Length == 0)
        {
            return null;
        }

        Writer next = candidates.Length == 1 ? candidates[0] : _policy.Choose(waits ? null : current, candidates, isEvent);
        if (next.State == WriterState.Parked)
        {
            _policy.PutLast(next);
            next.ParkEnd = ParkEnd.TimedOut;
        }

        return next;
    }

    // Nobody can go on: time passes for who waits for that, and something outside may have happened.
    private void LookLate()
    {
        if (Stopwatch.GetElapsedTime(_lastLateLook) < s_poll)
        {
            return;
        }

        _lastLateLook = Stopwatch.GetTimestamp();
        if (_writers.Where(writer => writer.State == WriterState.Parked && writer.IsTimeOver).MinBy(writer => writer.Timeout) is { } over)
        {
            over.ParkEnd = ParkEnd.TimedOut;
            Give(over);
        }
        else if ((Lowest(writer => writer.State == WriterState.Parked && writer.Number > _lastLate) ?? Lowest(writer => writer.State == WriterState.Parked)) is { } parked)
        {
            parked.ParkEnd = ParkEnd.LooksLate;
            _lastLate = parked.Number;
            Give(parked);
        }
    }

    private static bool CanGoOn(Writer writer) =>
        writer.State == WriterState.Waiting || (writer.State == WriterState.Parked && writer.Timeout is >= 0 and <= LongestPoll);

    private Writer? Lowest(Predicate<Writer> predicate) => Array.FindAll(_writers, predicate).MinBy(writer => writer.Number);
}
