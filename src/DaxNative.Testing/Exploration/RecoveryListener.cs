namespace DaxNative.Testing;

/// <summary>Records what a recovery does: on one thread, or on several, each of which has a number of its own.</summary>
internal sealed class RecoveryListener(TraceRecorder recorder) : IDomainListener
{
    private const int NoOperation = -1;

    private readonly Lock _gate = new();
    private readonly List<long> _threads = [];

    internal TraceRecorder Recorder => recorder;

    public void Stored(long offset, long length, StoreOptions options)
    {
        lock (_gate)
        {
            recorder.Stored(NumberOfThisThread(), NoOperation, offset, length, options);
        }
    }

    public void Flush(long offset, long length)
    {
        lock (_gate)
        {
            recorder.Flush(NumberOfThisThread(), NoOperation, offset, length);
        }
    }

    public void Drain()
    {
        lock (_gate)
        {
            recorder.Drain(NumberOfThisThread(), NoOperation);
        }
    }

    /// <summary>Begins a recovery on the calling thread, which is number 0.</summary>
    internal void Begin()
    {
        recorder.Begin();
        _threads.Clear();
        _threads.Add(ThreadNumber.Current);
    }

    /// <summary>Ends a recovery.</summary>
    /// <exception cref="InvalidOperationException">More threads stored or flushed than can be told apart.</exception>
    internal void End()
    {
        lock (_gate)
        {
            recorder.FindSpanStores(0, NoOperation);
            if (_threads.Count > RunRecording.MostWriters)
            {
                throw new InvalidOperationException($"A recovery has at most {RunRecording.MostWriters} threads that store or flush; this one had {_threads.Count}.");
            }
        }
    }

    // One too many fails the recovery at its end; until then any number will do.
    private int NumberOfThisThread()
    {
        long thread = ThreadNumber.Current;
        int number = _threads.IndexOf(thread);
        if (number < 0)
        {
            number = _threads.Count;
            _threads.Add(thread);
        }

        return Math.Min(number, RunRecording.MostWriters - 1);
    }
}
