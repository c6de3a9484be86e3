using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative;

// Two ways to keep the memory in place while somebody works on it: the thread's hazard slot for the inlined paths (no
// locked instruction), and a count for calls that may take long. Memory that a caller has pinned stays past Dispose as well.
public sealed unsafe partial class PersistentMapping
{
    private readonly Lock _gate = new();

    // Held for the whole of Dispose, and taken before the gate.
    private readonly Lock _disposing = new();
    private volatile bool _disposed;
    private bool _isOver;
    private int _pins = 1; // The first is our own, until Dispose.
    private int _calls;

    // Holds the tombstone of the address range until this object is unreachable.
    [SuppressMessage("CodeQuality", "IDE0052", Justification = "Kept alive, never read.")]
    private object? _remains;

    /// <summary>
    /// Ends the mapping: new calls throw <see cref="ObjectDisposedException"/>, calls under way end first, then the
    /// memory becomes inaccessible and the lock is released. While a <see cref="Memory{T}"/> of it is pinned, the memory
    /// itself stays until the last pin is gone. Idempotent; a second call returns when the first has done all this. Stores
    /// that were not persisted are not persisted by it.
    /// </summary>
    /// <remarks>
    /// A span kept past this call fails fast (the process ends with an access violation). If the thread is interrupted
    /// while it waits, call Dispose again: the next call goes on with it.
    /// </remarks>
    /// <exception cref="DaxException">The kernel could not take the memory away (it stays mapped and reserved).</exception>
    /// <exception cref="InvalidOperationException">This is called from the progress of the mapping's own growth (<see cref="Grow"/>).</exception>
    public void Dispose()
    {
        ThrowIfGrowing();

        // No operation disposes of its own mapping, and none takes this lock: what the holder waits for never waits for it.
        lock (_disposing)
        {
            if (_isOver)
            {
                return;
            }

            TurnAway();
            HazardSlot.WaitUntilFree(_id);
            for (var wait = default(SpinWait); Volatile.Read(ref _calls) != 0;)
            {
                wait.SpinOnce();
            }

            LiveMappings.Remove(this);
            _isOver = true;
            ReleasePin();
        }
    }

    private void TurnAway()
    {
        lock (_gate)
        {
            _disposed = true;
            _takesLines = false;
        }
    }

    /// <summary>Keeps the memory in place until <see cref="ReleasePin"/>, also past Dispose.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    internal void AcquirePin()
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            Interlocked.Increment(ref _pins);
        }
    }

    // Takes no lock: a thread that is interrupted would leave it without having given back.
    internal void ReleasePin()
    {
        if (Interlocked.Decrement(ref _pins) == 0)
        {
            _remains = _memory.Release();
            MappingMeter.Remove(Guarantee, Length);
        }
    }

    /// <summary>Announces a call of our own that may take long, until <see cref="EndCall"/>: Dispose waits for it.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    private void BeginCall()
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            Interlocked.Increment(ref _calls);
        }
    }

    private void EndCall() => Interlocked.Decrement(ref _calls);

    internal void ThrowIfDisposed()
    {
        if (_disposed)
        {
            ThrowDisposed();
        }
    }

    /// <summary>Announces this thread's work, or throws when Dispose came first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(HazardSlot slot)
    {
        if (FlushCounts.IsOn)
        {
            FlushCounts.Prepare();
        }

        slot.Enter(_id);
        if (_disposed)
        {
            LeaveDisposed(slot);
        }
    }

    [DoesNotReturn]
    private void LeaveDisposed(HazardSlot slot)
    {
        slot.Exit();
        ThrowDisposed();
    }

    [DoesNotReturn]
    private void ThrowDisposed() => throw new ObjectDisposedException(nameof(PersistentMapping), $"The mapping of {Path} is disposed.");
}
