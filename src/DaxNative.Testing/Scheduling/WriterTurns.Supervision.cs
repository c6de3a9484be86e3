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

    /// <summary>Runs writers to their end.</summary>
    /// <exception cref="InvalidOperationException">All of them are blocked.</exception>
    internal static void Run(RunRecording recording, IReadOnlyList<Action<CrashRun>> writers, ulong seed)
    {
        var turns = new WriterTurns(recording, seed);
        recording.Turns = turns;
        Exception? failure = null;
        for (int i = 0; i < writers.Count; i++)
        {
            // One after the other to its first wait: writers are numbered in the order of the list.
            Action<CrashRun> writer = writers[i];
            var isKnown = new ManualResetEventSlim();
            var thread = new Thread(() =>
            {
                int number = recording.WriterOfThisThread();
                turns.Enter(number);
                isKnown.Set();
                try
                {
                    turns.Begin(number);
                    writer(new CrashRun(recording, number));
                }
                catch (Exception cause)
                {
                    Interlocked.CompareExchange(ref failure, cause, null);
                }
                finally
                {
                    turns.End(number);
                }
            })
            {
                IsBackground = true,
                Name = $"writer {i}",
            };
            thread.Start();
            isKnown.Wait();
        }

        turns.Supervise();
        recording.Turns = null;
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
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
                Monitor.Wait(_gate, s_look);
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
        Writer[] between = [.. _writers.Where(writer => writer.State is WriterState.Running or WriterState.Blocked)];
        Array.ForEach(between, writer => writer.Count(_turns, elapsed < s_look ? elapsed : s_look));
        if (isAnyWaiting && holder is { State: WriterState.Running, IsSeenBlocked: true })
        {
            _recording.TimesBlocked++;
            holder.State = WriterState.Blocked;
            LetOthersStandStill(holder, place: null);
            GiveTurn();
        }
        else if (!isAnyWaiting && holder is null or { State: WriterState.Running } && Array.TrueForAll(between, writer => writer.Spent >= s_deadlockAfter))
        {
            throw new InvalidOperationException(
                "The writers block each other: each has waited or worked for 20 seconds without coming to a flush, a drain or an operation's boundary.");
        }
    }

    // The structure's own threads end without a word.
    private void EndThreadsThatHaveEnded()
    {
        foreach (Writer writer in _writers)
        {
            if (!writer.IsOwn && writer.State != WriterState.Ended && !writer.IsAlive)
            {
                writer.State = WriterState.Ended;
                writer.HasRunBeside = true;
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
