using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace DaxNative.Testing;

// Starts the writers, and sees who is blocked.
internal sealed partial class WriterTurns
{
    // So much of what passes between two looks counts at most: that the one who looks was without a CPU says nothing of the writers.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan s_deadlockAfter = TimeSpan.FromSeconds(20);

    private long _lastLook = Stopwatch.GetTimestamp();
    private Exception? _failure;

    /// <summary>Runs writers to their end.</summary>
    /// <exception cref="InvalidOperationException">All of them are blocked.</exception>
    internal static void Run(RunRecording recording, IReadOnlyList<Action<CrashRun>> writers, TurnPolicy policy)
    {
        var turns = new WriterTurns(recording, policy);
        recording.Turns = turns;
        try
        {
            for (int i = 0; i < writers.Count; i++)
            {
                turns.Start(writers[i], $"writer {i}");
            }

            turns._isStarted = true;
            turns.Supervise();
        }
        finally
        {
            // In this order: who is released runs beside others, and what it stores would be taken for theirs.
            recording.End();
            turns.Release();
        }

        if (turns._failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    // Returns at the writer's first wait: writers are numbered in the order in which they are started.
    private void Start(Action<CrashRun> writer, string name)
    {
        var isKnown = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            int? number = Enter();
            isKnown.Set();
            if (number is { } own)
            {
                RunToEnd(own, writer);
            }
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        isKnown.Wait();
    }

    private void RunToEnd(int number, Action<CrashRun> writer)
    {
        try
        {
            Begin(number);
            SynchronizationContext.SetSynchronizationContext(new WriterWaits(this, _writers.Single(known => known.Number == number)));
            writer(new CrashRun(_recording, number));
        }
        catch (Exception cause)
        {
            Interlocked.CompareExchange(ref _failure, cause, null);
        }
        finally
        {
            End(number);
        }
    }

    // Nobody gives a turn from here on: when the last one who had it has ended without a word, or all are blocked, none would come.
    private void Release()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Supervise()
    {
        lock (_gate)
        {
            GiveTurn();
            while (Array.Exists(_writers, writer => writer.IsOwn && writer.State != WriterState.Ended))
            {
                Look();
                if (!Array.Exists(_writers, writer => writer.State is WriterState.Given or WriterState.Running or WriterState.Arrived or WriterState.Waiting))
                {
                    LookLate();
                }

                Monitor.Wait(_gate, Array.Exists(_writers, writer => writer.State == WriterState.Parked) ? s_poll : s_look);
            }
        }
    }

    private void Look()
    {
        EndThreadsThatHaveEnded();
        Writer? holder = Array.Find(_writers, writer => writer.State is WriterState.Given or WriterState.Running or WriterState.Arrived);
        bool isAnyWaiting = Array.Exists(_writers, writer => writer.State == WriterState.Waiting);
        if (holder is null && isAnyWaiting)
        {
            GiveTurnOfNobody();
            return;
        }

        // Every event wakes the one who looks; that is no time to count.
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_lastLook);
        if (elapsed < s_look / 2)
        {
            return;
        }

        _lastLook = Stopwatch.GetTimestamp();
        Writer[] between = [.. _writers.Where(writer => writer.State is WriterState.Running or WriterState.Blocked or WriterState.Parked)];
        Array.ForEach(between, writer => writer.Count(_turns, elapsed < s_look ? elapsed : s_look));
        if (isAnyWaiting && holder is { State: WriterState.Running, IsSeenBlocked: true })
        {
            _recording.TimesBlocked++;
            _recording.TimesGuessed++;
            holder.State = WriterState.Blocked;
            LetOthersStandStill(holder, place: null);
            GiveTurn();
        }
        else if (!isAnyWaiting && holder is null or { State: WriterState.Running } && Array.TrueForAll(between, writer => writer.Spent >= s_deadlockAfter))
        {
            throw new InvalidOperationException(
                "The writers block each other: each has waited or worked for 20 seconds without coming to a flush, a drain or an operation's boundary. "
                + "A writer that spins for what another one does calls CrashRun.Yield() each time.");
        }
    }

    // The structure's own threads end without a word.
    private void EndThreadsThatHaveEnded()
    {
        foreach (Writer writer in _writers)
        {
            if (!writer.IsOwn && writer.State != WriterState.Ended && !writer.IsAlive)
            {
                writer.HasRunBeside = true;
                writer.State = WriterState.Ended;
            }
        }
    }

    // The one who had it has ended, and whoever waited for that may be on its way.
    private void GiveTurnOfNobody()
    {
        LetOthersStandStill(Array.Find(_writers, writer => writer.HasRunBeside) ?? _writers[0], place: null);
        GiveTurn();
    }
}
