namespace DaxNative.Log;

// A log that becomes longer in its place.
public sealed partial class TransactionalLog
{
    // The file's lock belongs to the first; what readers hold belongs to any.
    private readonly List<PersistentMapping> _outgrown = [];

    /// <summary>
    /// Makes the log's file longer, and with it the room for records, while it is in use. Durable when the call returns; after a crash
    /// the log has its old length or the new one. No record moves for its readers, and no number changes.
    /// </summary>
    /// <param name="length">The new length of the file in bytes, a multiple of 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not greater than the present length.</exception>
    /// <exception cref="InvalidOperationException">The log lies in a mapping that its user opened.</exception>
    /// <exception cref="LogException">
    /// So little more does not do, because the kept records go over the ring's end (<see cref="LogError.WrongLength"/>; the message says how
    /// much does); or there is an appender (<see cref="LogError.AppenderInUse"/>); or something failed (<see cref="LogError.Faulted"/>).
    /// </exception>
    /// <exception cref="DaxException">It lies on a device, or the file cannot grow. The log is as it was.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void Grow(long length)
    {
        ThrowIfStopped();
        LogPlace.RequireLength(length);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, LogLayout.RingOffset + Capacity);
        if (_leaveOpen)
        {
            throw new InvalidOperationException("Only a log that was opened by the path of a file can grow.");
        }

#pragma warning disable CA1416 // There is a log, so this is Linux.
        GrowInto(length, () => PersistentMapping.Open(Mapping.Path, _options.Mapping(FileMode.OpenOrCreate) with { Length = length, Lock = false, IsLockedByCaller = true }));
#pragma warning restore CA1416
    }

    /// <summary>Makes the log longer in a mapping that has the log's bytes, and room behind them.</summary>
    /// <param name="length">In bytes.</param>
    /// <param name="open">Gives the mapping; asked for only if the length will do.</param>
    internal void GrowInto(long length, Func<PersistentMapping> open)
    {
        _queue.Alone(() =>
        {
            _writer.Enter();
            try
            {
                lock (_stateGate)
                {
                    GrowAlone(length - LogLayout.RingOffset, open);
                }

                return true;
            }
            finally
            {
                _writer.Exit();
            }
        });
        _freed.Raise();
    }

    private void GrowAlone(long capacity, Func<PersistentMapping> open)
    {
        // Where the oldest record that is kept or read lies in its lap, it stays; so does all up to the ring's end. What lies behind
        // that, at the ring's beginning, goes to where the ring ended.
        LogMemory before = Memory;
        long kept = _room.LimitFor(before) - before.Capacity;
        long origin = kept - before.Within(kept);
        long wrapped = Math.Max(0, _writer.Tail - origin - before.Capacity);
        if (capacity < before.Capacity + wrapped)
        {
            throw new LogException(
                LogError.WrongLength, $"The kept records go over the ring's end, so the log has to become {LogLayout.RingOffset + before.Capacity + wrapped} bytes long at least; or truncate it first.");
        }

        PersistentMapping mapping = open();
        try
        {
            for (long at = 0; at < wrapped; at += CopiedAtOnce)
            {
                int length = (int)Math.Min(CopiedAtOnce, wrapped - at);
                mapping.Write(LogLayout.RingOffset + before.Capacity + at, mapping.AsReadOnlySpan(LogLayout.RingOffset + at, length));
            }

            _outgrown.Add(before.Mapping);
            Volatile.Write(ref _memory, new LogMemory(mapping, before.Identity, origin, capacity));
            s_open.AddOrUpdate(mapping, this);
            ChangeState(state => state with { Tail = _writer.Tail });
        }
        catch
        {
            Volatile.Write(ref _memory, before);
            _outgrown.Remove(before.Mapping);
            s_open.Remove(mapping);
            mapping.Dispose();
            throw;
        }

        _writer.Use(Memory);
        LogEvents.Grown(Logger, Mapping.Path, capacity);
    }
}
