using DaxNative.Log;

namespace DaxNative.Tool.Logs;

/// <summary>
/// A log seen from outside, also while another process writes to it: records as they lie in the media, in their order,
/// as far as recovery would keep them.
/// </summary>
internal sealed class LogMedia : IDisposable
{
    private readonly PersistentMapping _mapping;
    private readonly LogIdentity _identity;
    private readonly LogMemory _memory;
    private readonly List<LogCut> _cuts = [];
    private long _position;
    private uint _epoch;

    internal LogMedia(PersistentMapping mapping)
    {
        _mapping = mapping;
        _identity = LogPlace.ReadIdentity(mapping);
        LogState state = LogPlace.ReadState(mapping, _identity, out _);
        _memory = new LogMemory(mapping, _identity, state.Origin, state.Capacity);

        // What is given up is known only by what lies behind it.
        while (TryRead(out _) is not null)
        {
        }

        (_position, _epoch) = (0, 0);
    }

    internal PersistentMapping Mapping => _mapping;

    /// <summary>The newest state.</summary>
    /// <exception cref="LogCorruptException">Both are damaged.</exception>
    /// <exception cref="LogException">The log has grown since.</exception>
    internal LogState State
    {
        get
        {
            LogState state = LogPlace.ReadState(_mapping, _identity, out _);
            return state.Capacity == _memory.Capacity
                ? state
                : throw new LogException(LogError.Grown, "The log has grown since it was opened for reading. Open it again.");
        }
    }

    /// <summary>Reads the next record into memory of our own, for a writer may use its room again.</summary>
    /// <param name="payload">Its payload; empty for padding.</param>
    /// <returns>Its header; null where the sound records end for now.</returns>
    internal RecordHeader? TryRead(out byte[] payload)
    {
        LogState state = State;
        if (state.Head > _position)
        {
            (_position, _epoch) = (state.Head, 0);
        }

        // Twice: what is sound before and after the copy was not overwritten during it.
        payload = [];
        long end = state.Head + _memory.Capacity;
        if (_position >= end || !_memory.TryRead(_position, end, out RecordHeader header) || header.Epoch < state.LeastEpoch(_position, _epoch))
        {
            return null;
        }

        payload = _memory.Read(_position + RecordHeader.Size, header.CheckedLength).ToArray();
        if (!_memory.TryRead(_position, end, out RecordHeader again) || again != header)
        {
            return null;
        }

        if (header.Kind == RecordKind.Cut && LogCut.Read(_memory, header) is var cut && !_cuts.Contains(cut))
        {
            _cuts.Add(cut);
        }

        _position += header.RecordSize;
        _epoch = header.Epoch;
        return header;
    }

    /// <summary>Reads on, and takes the records apart; padding is left out.</summary>
    /// <exception cref="LogCorruptException">Where the sound records end, one that was durable is damaged.</exception>
    internal IEnumerable<SeenRecord> ReadRecords()
    {
        while (TryRead(out byte[] payload) is { } header)
        {
            foreach (SeenRecord record in SeenRecord.Of(header, payload, _memory.OffsetOf(header.Position), IsGivenUp))
            {
                yield return record;
            }
        }
    }

    /// <summary>Says whether the sound records end where the log does, and not at damage.</summary>
    /// <returns>False where there is more to read by now.</returns>
    /// <exception cref="LogCorruptException">One that was durable is damaged.</exception>
    internal bool IsAtEnd()
    {
        LogState before = State;
        try
        {
            new LogScanner(_memory, before).Scan();
            return true;
        }
        catch (LogCorruptException)
        {
            // Beside a writer: what it stored, or whose room it used again, while the scan went by.
            (long position, uint epoch, int cuts) = (_position, _epoch, _cuts.Count);
            if (State.Sequence == before.Sequence && TryRead(out _) is null)
            {
                throw;
            }

            (_position, _epoch) = (position, epoch);
            _cuts.RemoveRange(cuts, _cuts.Count - cuts);
            return false;
        }
    }

    /// <summary>Looks at every record, as recovery does.</summary>
    /// <exception cref="LogCorruptException">Something that was durable is damaged.</exception>
    internal RecoveredLog Scan(IProgress<long>? progress) => new LogScanner(_memory, State, progress).Scan();

    private bool IsGivenUp(LogSequenceNumber number) => _cuts.Exists(cut => cut.Covers(number));

    public void Dispose() => _mapping.Dispose();
}
