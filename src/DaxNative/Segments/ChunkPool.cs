namespace DaxNative;

/// <summary>
/// The chunks that are nobody's. Some are kept ready: zeroed, and durably so, before anybody's word can say that they are his; whatever a
/// power cut leaves of a segment that grows is zeros.
/// </summary>
internal sealed class ChunkPool
{
    private readonly object _gate = new();
    private readonly PersistentMapping _mapping;
    private readonly DirectoryLayout _layout;
    private readonly Queue<int> _free;
    private readonly Queue<int> _ready = new();
    private readonly int _wanted;
    private readonly AheadTask _ahead;
    private int _preparing;

    /// <param name="mapping">The store's.</param>
    /// <param name="layout">Where its chunks lie.</param>
    /// <param name="free">Those that are free, in order.</param>
    /// <param name="wanted">How many to keep ready.</param>
    internal ChunkPool(PersistentMapping mapping, DirectoryLayout layout, IEnumerable<int> free, int wanted)
    {
        _mapping = mapping;
        _layout = layout;
        _free = new Queue<int>(free);
        _wanted = wanted;
        _ahead = new AheadTask(Prepare);
        Ask();
    }

    internal Exception? Failure => _ahead.Failure;

    internal int FreeCount
    {
        get
        {
            lock (_gate)
            {
                return _free.Count + _ready.Count + _preparing;
            }
        }
    }

    /// <summary>Takes chunks of durable zeros; all of them or none.</summary>
    /// <exception cref="DaxException"><see cref="DaxError.NoSpace"/>: so many are not free. Or they could not be made durable.</exception>
    internal int[] Take(string name, int count)
    {
        int[] taken = new int[count];
        int ready = TakeAny(name, taken);
        try
        {
            for (int i = ready; i < count; i++)
            {
                Zero(taken[i], i == count - 1 ? StoreOptions.None : StoreOptions.NoDrain);
            }
        }
        catch
        {
            Give(taken);
            throw;
        }

        Ask();
        return taken;
    }

    /// <summary>Gives chunks back, which no word says are anybody's, durably so.</summary>
    internal void Give(IEnumerable<int> chunks)
    {
        lock (_gate)
        {
            foreach (int chunk in chunks)
            {
                _free.Enqueue(chunk);
            }
        }

        Ask();
    }

    internal void Close() => _ahead.Close();

    // How many of them are ready: those come first.
    private int TakeAny(string name, int[] taken)
    {
        lock (_gate)
        {
            // What is being prepared is free in a moment.
            while (_free.Count + _ready.Count < taken.Length && _preparing != 0)
            {
                Monitor.Wait(_gate);
            }

            int free = _free.Count + _ready.Count;
            if (free < taken.Length)
            {
                throw SegmentFailures.NoChunk(_mapping.Path, name, taken.Length, free, _layout.ChunkSize);
            }

            int ready = Math.Min(_ready.Count, taken.Length);
            for (int i = 0; i < taken.Length; i++)
            {
                taken[i] = i < ready ? _ready.Dequeue() : _free.Dequeue();
            }

            return ready;
        }
    }

    private void Ask()
    {
        lock (_gate)
        {
            if (_ready.Count >= _wanted || _free.Count == 0)
            {
                return;
            }
        }

        _ahead.Ask();
    }

    private void Prepare()
    {
        while (TryBegin(out int chunk))
        {
            bool isZero = false;
            try
            {
                Zero(chunk, StoreOptions.None);
                isZero = true;
            }
            finally
            {
                End(chunk, isZero);
            }
        }
    }

    private bool TryBegin(out int chunk)
    {
        lock (_gate)
        {
            if (_ready.Count >= _wanted || !_free.TryDequeue(out chunk))
            {
                chunk = -1;
                return false;
            }

            _preparing++;
            return true;
        }
    }

    private void End(int chunk, bool isZero)
    {
        lock (_gate)
        {
            (isZero ? _ready : _free).Enqueue(chunk);
            _preparing--;
            Monitor.PulseAll(_gate);
        }
    }

    private void Zero(int chunk, StoreOptions options) => _mapping.Fill(_layout.ChunkOffset(chunk), _layout.ChunkSize, 0, options);
}
