namespace DaxNative.Testing;

/// <summary>
/// Persistent memory that is simulated, on any operating system: a real <see cref="PersistentMapping"/> of ordinary memory
/// that knows what of it would survive, and that the power can be cut of. <see cref="CrashExplorer"/> does that everywhere
/// and in every way; this is for a test that wants it once.
/// </summary>
/// <remarks>
/// Thread-safe, except that a store through a span on one thread may be taken for another's that flushes at the same time.
/// A thread's flushes are durable after its own drain only.
/// </remarks>
public sealed class SimulatedPersistentMemory : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PersistentMapping _durable;
    private readonly CrashImage _image;
    private readonly PendingStores _pending;
    private readonly ImageChoices _choices;
    private readonly SimulatedDomain _domain;
    private RunRecording _recording;

    /// <summary>Creates memory of zeros.</summary>
    /// <param name="length">In bytes, a multiple of 64, or of 4,096 at page granularity.</param>
    /// <param name="granularity">What a store needs before it is durable.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such length or granularity.</exception>
    public SimulatedPersistentMemory(int length, StoreGranularity granularity = StoreGranularity.CacheLine)
    {
        Mapping = SimulatedDomain.Map(length, granularity, out _domain);
        _durable = SimulatedDomain.Map(length, granularity, out SimulatedDomain durable);
        _image = new CrashImage(_durable, durable.Touched, MemoryWords.Of(_durable), filledPages: []);
        _pending = new PendingStores(granularity, length);
        _choices = new ImageChoices(_pending);
        _recording = Record();
    }

    /// <summary>Gets the memory as a structure uses it. Ends with this object.</summary>
    public PersistentMapping Mapping { get; }

    /// <summary>Called after each store of the library and before each drain; what it throws is as if the process were killed there.</summary>
    internal Action? Interrupt
    {
        set => _domain.Interrupt = value;
    }

    /// <summary>Gets whether a range would survive a power cut now, as it is.</summary>
    /// <param name="offset">Start in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>True when no store to it is pending.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the memory.</exception>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    /// <exception cref="InvalidOperationException">More than 63 threads have stored or flushed since the power was cut last.</exception>
    public bool IsDurable(long offset, long length)
    {
        _ = Mapping.Slice(offset, length);
        lock (_gate)
        {
            CatchUp();
            foreach (ref readonly PendingStore store in _pending.Stores)
            {
                foreach (ref readonly StoredWord word in _pending.WordsOf(store))
                {
                    if (Overlaps(word, offset, length))
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }

    /// <summary>Cuts the power: the memory becomes what is left of it, and all of that is durable.</summary>
    /// <param name="seed">Decides which of the images that the model allows is left.</param>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    /// <exception cref="InvalidOperationException">More than 63 threads have stored or flushed since the power was cut last.</exception>
    public void CutPower(ulong seed) => Cut(() => _choices.ChooseSample(long.MaxValue, ImageHash.Mix(seed)));

    /// <summary>Cuts the power with nothing left that was not durable.</summary>
    /// <exception cref="ObjectDisposedException">The memory is disposed.</exception>
    /// <exception cref="InvalidOperationException">More than 63 threads have stored or flushed since the power was cut last.</exception>
    public void CutPowerLosingAll() => Cut(() => _choices.ChooseAll(isNew: false));

    /// <inheritdoc/>
    public void Dispose()
    {
        Mapping.Dispose();
        _durable.Dispose();
    }

    private static bool Overlaps(in StoredWord word, long offset, long length)
    {
        long start = (long)word.Word * Lines.WordSize;
        for (int i = 0; i < Lines.WordSize; i++)
        {
            if (start + i >= offset && start + i < offset + length && ((word.Bytes >> (8 * i)) & 0xFF) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private RunRecording Record()
    {
        var recording = new RunRecording(Mapping, _domain.Touched, MemoryWords.Of(Mapping).ToArray(), keepsSources: false);
        _domain.Listener = recording;
        return recording;
    }

    private void Cut(Action choose)
    {
        lock (_gate)
        {
            CatchUp();
            _choices.Prepare();
            choose();
            _image.Apply(_pending, _choices.Choices);
            _image.Commit();
            _pending.Clear();
            _image.Words.CopyTo(MemoryWords.Of(Mapping));
            _recording = Record();
        }
    }

    private void CatchUp() => _recording.Take(trace =>
    {
        for (int i = 0; i < trace.Count; i++)
        {
            _pending.Apply(trace[i], i, trace, _image);
            _image.Commit();
        }
    });
}
