namespace DaxNative.Log;

/// <summary>
/// Which room of the ring may be used again: what lies before the head and before everything that somebody reads. Thread-safe.
/// </summary>
internal sealed class LogRoom(LogSignal freed)
{
    private readonly Lock _gate = new();
    private readonly List<LogHold> _holds = [];
    private long _head;

    /// <summary>The position of the first record that is kept.</summary>
    internal long Head => Volatile.Read(ref _head);

    /// <summary>How many readers and leases there are.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _holds.Count;
            }
        }
    }

    /// <summary>Up to where may be written.</summary>
    internal long LimitFor(LogMemory memory)
    {
        lock (_gate)
        {
            long limit = _head;
            foreach (LogHold hold in _holds)
            {
                // Who still reads in a memory that the log has outgrown has records where the first lap of the new one stands.
                limit = Math.Min(limit, ReferenceEquals(hold.Memory, memory) ? hold.Position : Math.Min(hold.Position, memory.Origin));
            }

            return Math.Min(limit + memory.Capacity, LogLayout.MostPosition);
        }
    }

    /// <summary>Where the slowest reader stands; the tail if nobody reads.</summary>
    internal long Oldest(long tail)
    {
        lock (_gate)
        {
            return _holds.Aggregate(tail, (oldest, hold) => Math.Min(oldest, hold.Position));
        }
    }

    /// <summary>Gives up what lies before a position.</summary>
    internal void MoveHead(long head)
    {
        lock (_gate)
        {
            Volatile.Write(ref _head, head);
        }

        freed.Raise();
    }

    /// <summary>Keeps the room from a position on.</summary>
    /// <returns>False if it was given up before.</returns>
    internal bool TryHold(LogHold hold)
    {
        lock (_gate)
        {
            if (hold.Position < _head)
            {
                return false;
            }

            _holds.Add(hold);
            return true;
        }
    }

    internal void Release(LogHold hold)
    {
        lock (_gate)
        {
            _holds.Remove(hold);
        }

        freed.Raise();
    }

    /// <summary>Says that a hold has moved on.</summary>
    internal void Moved() => freed.RaiseIfAwaited();
}

/// <summary>What a reader keeps from being used again: room of the ring from a position on, and the mapping.</summary>
internal sealed class LogHold(LogMemory memory, long position)
{
    private LogMemory _memory = memory;
    private long _position = position;
    private System.Buffers.MemoryHandle _pin = Pin(memory);

    internal LogMemory Memory => Volatile.Read(ref _memory);

    internal long Position
    {
        get => Volatile.Read(ref _position);
        set => Volatile.Write(ref _position, value);
    }

    /// <summary>Goes on in the memory that the log has now.</summary>
    internal void Use(LogMemory memory)
    {
        System.Buffers.MemoryHandle before = _pin;
        _pin = Pin(memory);
        Volatile.Write(ref _memory, memory);
        before.Dispose();
    }

    internal void Unpin() => _pin.Dispose();

    // One byte of it holds all of it.
    private static System.Buffers.MemoryHandle Pin(LogMemory memory) => memory.Mapping.AsReadOnlyMemory(0, 1).Pin();
}
