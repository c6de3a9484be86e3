using System.Runtime.ExceptionServices;

namespace DaxNative.Testing;

/// <summary>
/// Lets several writers take turns at events, by seed: one runs, the others wait where they are. A writer that blocks on
/// what another one holds (a lock, a spin) gives the turn on, and is back in the game at its next event.
/// </summary>
/// <remarks>
/// That a writer blocks is seen by its not reaching an event for some time, and that it is free again by its reaching one;
/// whoever runs meanwhile waits a little at each event for those that were blocked. So what a run does depends on its
/// seed alone as long as a thread that was freed gets a CPU within that time. The report's fingerprint tells if not.
/// </remarks>
internal sealed class WriterTurns
{
    // A step between two events takes microseconds, but on a busy machine a thread may be without a CPU for long: who is seen
    // to wait is blocked soon, and who may as well be spinning only later.
    private static readonly TimeSpan s_blockedAfter = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_spinsAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_freedWithin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_deadlockAfter = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly List<Writer> _writers = [];
    private readonly RunRecording _recording;
    private SeededRandom _random;

    private WriterTurns(RunRecording recording, ulong seed)
    {
        _recording = recording;
        _random = new SeededRandom(ImageHash.Mix(seed));
    }

    private enum State
    {
        /// <summary>Waits for its turn at an event, or at its beginning.</summary>
        Waiting,

        /// <summary>Has the turn.</summary>
        Running,

        /// <summary>Had the turn and has not come to an event since.</summary>
        Blocked,

        /// <summary>Has ended.</summary>
        Ended,
    }

    /// <summary>Runs writers to their end.</summary>
    /// <exception cref="InvalidOperationException">All of them are blocked.</exception>
    internal static void Run(RunRecording recording, IReadOnlyList<Action<CrashRun>> writers, ulong seed)
    {
        var turns = new WriterTurns(recording, seed);
        recording.Turns = turns;
        Exception? failure = null;
        var threads = new List<Thread>();
        foreach (Action<CrashRun> writer in writers)
        {
            // One after the other to its first wait: writers are numbered in the order of the list.
            var isKnown = new ManualResetEventSlim();
            var thread = new Thread(() =>
            {
                int number = recording.WriterOfThisThread();
                turns.Enter(number, Thread.CurrentThread);
                isKnown.Set();
                try
                {
                    turns.WaitForTurn(number);
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
                Name = $"writer {threads.Count}",
            };
            thread.Start();
            isKnown.Wait();
            threads.Add(thread);
        }

        turns.Supervise();
        recording.Turns = null;
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Waits, at an event, until the writer has the turn.</summary>
    internal void WaitForTurn(int number)
    {
        lock (_gate)
        {
            Writer writer = Find(number);
            if (writer.State == State.Running)
            {
                // Whoever was blocked may be free by now, and has stored already what it says at its event: that comes first.
                WaitForFreed();
                if (_writers.Find(other => other.State == State.Waiting && other.WasBlocked) is not { } freed)
                {
                    return;
                }

                writer.State = State.Waiting;
                Give(freed);
            }
            else
            {
                writer.WasBlocked |= writer.State == State.Blocked;
                writer.State = State.Waiting;
                Monitor.PulseAll(_gate);
            }

            Wait(writer);
        }
    }

    /// <summary>Gives the turn on after an event, perhaps to the same writer.</summary>
    internal void Pass(int number)
    {
        lock (_gate)
        {
            Writer writer = Find(number);
            writer.State = State.Waiting;
            GiveTurn();
            Wait(writer);
        }
    }

    private void Enter(int number, Thread thread)
    {
        lock (_gate)
        {
            Find(number).Thread = thread;
        }
    }

    private void Wait(Writer writer)
    {
        while (writer.State != State.Running)
        {
            Monitor.Wait(_gate);
        }
    }

    private void End(int number)
    {
        lock (_gate)
        {
            Writer writer = Find(number);
            bool hadTurn = writer.State == State.Running;
            writer.State = State.Ended;
            if (hadTurn)
            {
                WaitForFreed();
                GiveTurn();
            }

            Monitor.PulseAll(_gate);
        }
    }

    // A thread that was never entered is one of the structure's own.
    private Writer Find(int number)
    {
        Writer? writer = _writers.Find(known => known.Number == number);
        if (writer is null)
        {
            writer = new Writer(number);
            _writers.Add(writer);
        }

        return writer;
    }

    private void WaitForFreed()
    {
        long until = Environment.TickCount64 + (long)s_freedWithin.TotalMilliseconds;
        while (_writers.Exists(writer => writer.State == State.Blocked) && Environment.TickCount64 < until)
        {
            Monitor.Wait(_gate, s_freedWithin);
        }
    }

    private void GiveTurn()
    {
        Writer[] waiting = [.. _writers.Where(writer => writer.State == State.Waiting).OrderBy(writer => writer.Number)];
        if (waiting.Length != 0)
        {
            Give(waiting[(int)(_random.Next() % (ulong)waiting.Length)]);
        }

        Monitor.PulseAll(_gate);
    }

    private void Give(Writer next)
    {
        next.State = State.Running;
        next.WasBlocked = false;
        next.Turn++;
        Monitor.PulseAll(_gate);
    }

    private void Supervise()
    {
        lock (_gate)
        {
            GiveTurn();
            (int Turns, long At) last = (-1, 0);
            while (_writers.Exists(writer => writer.IsOwn && writer.State != State.Ended))
            {
                // Any turn given since the last look means that somebody came to an event.
                int turns = _writers.Sum(writer => writer.Turn);
                last = turns == last.Turns ? last : (turns, Environment.TickCount64);
                Look(TimeSpan.FromMilliseconds(Environment.TickCount64 - last.At));
                Monitor.Wait(_gate, s_blockedAfter / 4);
            }
        }
    }

    private void Look(TimeSpan idle)
    {
        Writer? running = _writers.Find(writer => writer.State == State.Running);
        bool isAnyWaiting = _writers.Exists(writer => writer.State == State.Waiting);
        if (running is null && isAnyWaiting)
        {
            GiveTurn();
        }
        else if (running is not null && isAnyWaiting && idle >= (running.IsSeenWaiting ? s_blockedAfter : s_spinsAfter))
        {
            _recording.TimesBlocked++;
            _recording.FindSpanStores(running.Number);
            running.State = State.Blocked;
            GiveTurn();
        }
        else if (!isAnyWaiting && idle >= s_deadlockAfter)
        {
            throw new InvalidOperationException("The writers block each other: none has come to a flush, a drain or an operation's boundary for 20 seconds.");
        }
    }

    private sealed class Writer(int number)
    {
        internal int Number { get; } = number;

        internal State State { get; set; }

        /// <summary>How many turns it has had.</summary>
        internal int Turn { get; set; }

        /// <summary>Whether it comes from being blocked, and has not had a turn since.</summary>
        internal bool WasBlocked { get; set; }

        /// <summary>The scenario's own thread; null for one of the structure's.</summary>
        internal Thread? Thread { get; set; }

        internal bool IsOwn => Thread is not null;

        /// <summary>Whether it waits for something that is not its turn. That of others is not known.</summary>
        internal bool IsSeenWaiting => Thread is null || (Thread.ThreadState & ThreadState.WaitSleepJoin) != 0;
    }
}
