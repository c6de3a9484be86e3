using System.Diagnostics.CodeAnalysis;

namespace DaxNative;

/// <summary>
/// The bytes of a segment, whoever has it open. Writes and reads share it; a truncation, a deletion and a closing have it alone, so that no
/// write goes to memory that is somebody else's by then.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The lock's events have finalizers of their own, and a thread may still be on its way out of it.")]
internal abstract class SegmentContent(string path, string name)
{
    private readonly ReaderWriterLockSlim _gate = new();
    private readonly Lock _growing = new();
    private State _state;
    private bool _isFaulted;

    private enum State
    {
        Open,
        Deleted,
        Closed,
    }

    internal string Name => name;

    /// <summary>How many objects are open for it; guarded by the store's lock.</summary>
    internal int Users { get; set; }

    /// <summary>Whether a write failed half way, so that not all that is there is durable.</summary>
    internal bool IsFaulted => Volatile.Read(ref _isFaulted);

    protected string Path => path;

    /// <summary>Up to where there is room; changes only with the lock of growth held, or the content alone.</summary>
    protected abstract long Room { get; }

    /// <summary>How long a segment can be.</summary>
    protected abstract long Most { get; }

    internal long GetLength()
    {
        Enter();
        try
        {
            return Room;
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    internal void Write(long offset, ReadOnlySpan<byte> source)
    {
        RequireRange(offset, source.Length);
        Enter();
        try
        {
            if (source.Length != 0)
            {
                MakeRoom(offset, source.Length);
                StoreWhole(offset, source);
            }
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    internal int Read(long offset, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Enter();
        try
        {
            int there = (int)Math.Clamp(Room - offset, 0, target.Length);
            Load(offset, target[..there]);
            return there;
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    internal void Reserve(long length)
    {
        RequireRange(0, length);
        Enter();
        try
        {
            MakeRoom(0, length);
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    internal void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        EnterAlone();
        try
        {
            RequireOpen();
            if (length < Room)
            {
                Cut(length);
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Ends it: everybody is turned away by <see cref="DaxError.NotFound"/>.</summary>
    internal void Delete() => End(State.Deleted);

    /// <summary>Ends it: everybody is turned away by <see cref="ObjectDisposedException"/>.</summary>
    internal void Close() => End(State.Closed);

    /// <summary>Grows to a room ahead of need, unless it has ended meanwhile.</summary>
    protected void GrowAhead(Action grow)
    {
        EnterShared();
        try
        {
            if (_state == State.Open)
            {
                lock (_growing)
                {
                    grow();
                }
            }
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <summary>Whether a range can be written to as it is; any thread may ask.</summary>
    protected abstract bool HasRoom(long offset, long length);

    /// <summary>Makes room for a range, durably, under the lock of growth; all of it or none.</summary>
    protected abstract void Grow(long offset, long length);

    /// <summary>Stores bytes where there is room, and makes them durable.</summary>
    protected abstract void Store(long offset, ReadOnlySpan<byte> source);

    /// <summary>Loads bytes where there is room.</summary>
    protected abstract void Load(long offset, Span<byte> target);

    /// <summary>Gives up what lies behind, alone.</summary>
    protected abstract void Cut(long length);

    /// <summary>Ends what works ahead, before it is ended: what has begun may need the content.</summary>
    protected abstract void StopAhead();

    /// <summary>Gives back what it holds of the process, alone.</summary>
    protected abstract void Release();

    private void MakeRoom(long offset, long length)
    {
        if (!HasRoom(offset, length))
        {
            lock (_growing)
            {
                Grow(offset, length);
            }
        }
    }

    private void StoreWhole(long offset, ReadOnlySpan<byte> source)
    {
        try
        {
            Store(offset, source);
        }
        catch
        {
            Volatile.Write(ref _isFaulted, true);
            throw;
        }
    }

    private void End(State state)
    {
        StopAhead();
        EnterAlone();
        try
        {
            if (_state == State.Open)
            {
                _state = state;
                Release();
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    private void Enter()
    {
        EnterShared();
        if (_state != State.Open)
        {
            _gate.ExitReadLock();
            RequireOpen();
        }
    }

    private void EnterShared() => _gate.EnterReadLock();

    private void EnterAlone() => _gate.EnterWriteLock();

    private void RequireOpen()
    {
        if (_state == State.Deleted)
        {
            throw SegmentFailures.Deleted(path, name);
        }

        ObjectDisposedException.ThrowIf(_state == State.Closed, typeof(SegmentStore));
    }

    private void RequireRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (offset > Most - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"A segment of this store has {Most} bytes at most; offset {offset} and length {length} end behind that.");
        }
    }
}
