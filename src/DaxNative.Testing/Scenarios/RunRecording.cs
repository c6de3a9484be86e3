using System.Collections.Concurrent;

namespace DaxNative.Testing;

/// <summary>Records a run: its events, who did them, in which operation, and where in the source.</summary>
internal sealed class RunRecording(PersistentMapping mapping, TouchedLines touched, ulong[] seen, bool keepsSources) : IDomainListener
{
    /// <summary>As many threads can be told apart.</summary>
    internal const int MostWriters = 63;

    // So much is compared at the end of a run with what it must be: a store to what was never handed out shows there. 16 MiB, so that
    // a run in a longer memory does not cost by its length.
    private const int LinesToProve = (16 << 20) / Lines.LineSize;

    private readonly Lock _gate = new();
    private readonly TraceRecorder _recorder = new(mapping, touched, seen);
    private readonly ConcurrentDictionary<long, int> _writers = [];
    private readonly List<(int Writer, int Turns)> _schedule = [];
    private readonly Dictionary<int, int> _current = [];
    private readonly List<bool> _isCompleted = [];
    private bool _hasTooManyThreads;
    private bool _isOver;

    internal PersistentMapping Mapping => mapping;

    internal Trace Trace => _recorder.Trace;

    /// <summary>How often a writer waited for another, seen or guessed.</summary>
    internal int TimesBlocked { get; set; }

    /// <summary>How often the order of the writers depended on more than their events.</summary>
    internal int TimesGuessed { get; set; }

    /// <summary>Who had the turn, and how often one after the other.</summary>
    internal IReadOnlyList<(int Writer, int Turns)> Schedule => _schedule;

    internal List<CrashOperation> Operations { get; } = [];

    /// <summary>Where in the source each event was made, as far as that is known.</summary>
    internal List<SourcePlace?> Sources { get; } = [];

    /// <summary>Gives the turn to another writer; null where there is only one.</summary>
    internal WriterTurns? Turns
    {
        get;
        set
        {
            field = value;
            _recorder.Beside = value is null ? null : value.Beside;
        }
    }

    /// <summary>Whether a thread may go on in the memory behind the run.</summary>
    internal bool HasThreadsLeft => _hasTooManyThreads || Turns is { HasThreadsLeft: true };

    public void Stored(long offset, long length, StoreOptions options) =>
        Record(
            (writer, operation) => _recorder.Stored(writer, operation, offset, length, options),
            writer => _recorder.Announce(writer, offset, length));

    public void Reached()
    {
        if (Turns is not null)
        {
            WriterWaits.OfThisThread?.Point(waits: false);
        }
    }

    public void Flush(long offset, long length) => Record((writer, operation) => _recorder.Flush(writer, operation, offset, length));

    public void Drain() => Record(_recorder.Drain);

    internal int Begin(string name, long tag)
    {
        int begun = -1;
        Record((writer, _) =>
        {
            begun = Operations.Count;
            Operations.Add(new CrashOperation(begun, name, tag, writer));
            _isCompleted.Add(false);
            _recorder.Mark(TraceEventKind.OperationStarted, writer, begun);
            _current[writer] = begun;
        });
        return begun;
    }

    internal void Complete(int operation) => Record((writer, _) =>
    {
        if ((uint)operation >= (uint)Operations.Count || _isCompleted[operation])
        {
            throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation under way.");
        }

        _isCompleted[operation] = true;
        _recorder.Mark(TraceEventKind.OperationCompleted, writer, operation);
        _current[writer] = -1;
    });

    /// <summary>Records what was stored without an event.</summary>
    /// <param name="writer">Who stored it.</param>
    /// <param name="place">Where in the source, as far as known.</param>
    internal void FindSpanStores(int writer, SourcePlace? place = null)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _recorder.FindSpanStores(writer, _current.GetValueOrDefault(writer, -1));
                NoteSources(place);
            }
        }
    }

    /// <summary>Says who has the turn now.</summary>
    internal void NoteTurn(int writer)
    {
        if (_schedule.Count != 0 && _schedule[^1].Writer == writer)
        {
            _schedule[^1] = (writer, _schedule[^1].Turns + 1);
        }
        else
        {
            _schedule.Add((writer, 1));
        }
    }

    /// <summary>Records what was stored last, and nothing of what a thread that lives on does from here on.</summary>
    internal void End()
    {
        FindSpanStores(0);
        lock (_gate)
        {
            _isOver = true;
        }
    }

    /// <summary>Makes the words that it was given to compare with what they were at the beginning; nothing is recorded any more.</summary>
    /// <exception cref="InvalidOperationException">Something was stored that the mapping had not handed out for it.</exception>
    internal void TakeBack()
    {
        lock (_gate)
        {
            if (!HasThreadsLeft && _recorder.FindUnseen(LinesToProve) is var line && line != LineSet.None)
            {
                throw CrashImage.StoredElsewhere(line);
            }

            _recorder.TakeBack();
        }
    }

    /// <summary>Fails a run of which not everything is recorded.</summary>
    /// <exception cref="InvalidOperationException">More threads stored or flushed than can be told apart.</exception>
    internal void ThrowIfTooManyThreads()
    {
        if (_hasTooManyThreads)
        {
            throw new InvalidOperationException($"A run has at most {MostWriters} threads that store or flush.");
        }
    }

    /// <summary>Takes what was recorded since the last time, up to this moment.</summary>
    internal void Take(Action<Trace> take)
    {
        int writer = NumberOfThisThread() ?? 0;
        lock (_gate)
        {
            ThrowIfTooManyThreads();
            _recorder.FindSpanStores(writer, _current.GetValueOrDefault(writer, -1));
            take(Trace);
            Trace.Clear();
        }
    }

    /// <summary>
    /// The calling thread's number; null for one too many, which is not recorded. It may be the structure's own, where an
    /// exception would end the process.
    /// </summary>
    internal int? NumberOfThisThread()
    {
        long thread = ThreadNumber.Current;
        if (_writers.TryGetValue(thread, out int writer))
        {
            return writer;
        }

        lock (_gate)
        {
            if (_writers.Count == MostWriters)
            {
                _hasTooManyThreads = true;
                return null;
            }

            writer = _writers.Count;
            _writers[thread] = writer;
            return writer;
        }
    }

    // Others may go on before the event is, and after it: what comes next is decided when it has happened.
    private void Record(Action<int, int> record, Action<int>? announce = null)
    {
        if (NumberOfThisThread() is not { } writer)
        {
            return;
        }

        Turns?.Arrive(writer);
        SourcePlace? place = keepsSources ? SourcePlace.OfCaller() : null;
        if (Turns is { } turns)
        {
            Announce(writer, announce);
            turns.WaitForTurn(writer, place, mayGiveWay: announce is null);
        }

        try
        {
            lock (_gate)
            {
                if (!_isOver)
                {
                    record(writer, _current.GetValueOrDefault(writer, -1));
                    NoteSources(place);
                }
            }
        }
        finally
        {
            Turns?.Pass(writer);
        }
    }

    private void Announce(int writer, Action<int>? announce)
    {
        if (announce is not null)
        {
            lock (_gate)
            {
                announce(writer);
            }
        }
    }

    private void NoteSources(SourcePlace? place)
    {
        while (Sources.Count < Trace.Count)
        {
            Sources.Add(place);
        }
    }
}
