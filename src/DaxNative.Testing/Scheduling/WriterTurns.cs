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
    // A step between two events takes microseconds; the first one is compiled too, which takes longer on a busy machine.
    private static readonly TimeSpan s_blockedAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_freedWithin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_deadlockAfter = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly List<Writer> _writers = [];
    private readonly RunRecording _recording;
    private SeededRandom _random;
    private int _running = -1;

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
                turns.Enter(number);
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
                // Whoever was blocked may be free by now; what it does next comes first.
                WaitForFreed();
                return;
            }

            writer.State = State.Waiting;
            Monitor.PulseAll(_gate);
            while (writer.State != State.Running)
            {
                Monitor.Wait(_gate);
            }
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
            while (writer.State != State.Running)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void Enter(int number)
    {
        lock (_gate)
        {
            Find(number);
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
        _running = -1;
        if (waiting.Length != 0)
        {
            Writer next = waiting[(int)(_random.Next() % (ulong)waiting.Length)];
            next.State = State.Running;
            next.Turn++;
            _running = next.Number;
        }

        Monitor.PulseAll(_gate);
    }

    private void Supervise()
    {
        lock (_gate)
        {
            GiveTurn();
            long idleSince = Environment.TickCount64;
            while (_writers.Exists(writer => writer.State != State.Ended))
            {
                Writer? before = _writers.Find(writer => writer.State == State.Running);
                int turn = before?.Turn ?? 0;
                Monitor.Wait(_gate, s_blockedAfter);
                Writer? now = _writers.Find(writer => writer.State == State.Running);
                if (now is null && _writers.Exists(writer => writer.State == State.Waiting))
                {
                    GiveTurn();
                }
                else if (now is null && _writers.TrueForAll(writer => writer.State is State.Blocked or State.Ended)
                    && Environment.TickCount64 - idleSince > s_deadlockAfter.TotalMilliseconds)
                {
                    throw new InvalidOperationException("All writers are blocked: none came to a flush, drain or operation boundary within 20 seconds.");
                }
                else if (now is not null && now == before && now.Turn == turn)
                {
                    MarkBlockedIfLate(now);
                }

                idleSince = now is null ? idleSince : Environment.TickCount64;
            }
        }
    }

    private void MarkBlockedIfLate(Writer writer)
    {
        if (writer.SeenTurn != writer.Turn)
        {
            (writer.SeenTurn, writer.SeenAt) = (writer.Turn, Environment.TickCount64);
            return;
        }

        if (Environment.TickCount64 - writer.SeenAt >= s_blockedAfter.TotalMilliseconds && _writers.Exists(other => other.State is State.Waiting))
        {
            _recording.FindSpanStores(writer.Number);
            writer.State = State.Blocked;
            GiveTurn();
        }
    }

    private sealed class Writer(int number)
    {
        internal int Number { get; } = number;

        internal State State { get; set; }

        /// <summary>How many turns it has had.</summary>
        internal int Turn { get; set; }

        internal int SeenTurn { get; set; } = -1;

        internal long SeenAt { get; set; }
    }
}
