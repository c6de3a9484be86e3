using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative;

// The inline path: bounds, the thread's slot, the stub, the fence. No allocation, lock, locked instruction, virtual call or
// system call; everything else leaves for WriteBack in methods of its own.
public sealed unsafe partial class PersistentMapping
{
    /// <summary>
    /// Makes the stores to a range durable: <see cref="Flush"/>, then <see cref="Drain"/>. When it returns, what this
    /// thread stored there before survives a power loss as <see cref="Guarantee"/> says.
    /// </summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes; 0 only drains.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">
    /// Page granularity only: msync failed, now or before (<see cref="DaxError.WriteBackFailed"/>). Nothing of the mapping is known
    /// to be durable, and every later call throws.
    /// </exception>
    public void Persist(long offset, long length)
    {
        CheckRange(offset, length);
        if (_inline == InlinePath.CacheLine)
        {
            HazardSlot slot = HazardSlot.Current;
            Enter(slot);
            FlushLines(offset, length);
            StoreFence.Execute();
            slot.Exit();
        }
        else if (_inline == InlinePath.Byte)
        {
            // Touches no memory of the mapping, so there is nothing to announce.
            ThrowIfDisposed();
            StoreFence.Execute();
        }
        else
        {
            PinnedFlush(offset, length, drain: true);
        }
    }

    /// <summary>Makes the stores to a variable inside the mapping durable.</summary>
    /// <typeparam name="T">An unmanaged type.</typeparam>
    /// <param name="value">A reference into this mapping, as <see cref="Ref{T}"/> gives it.</param>
    /// <exception cref="ArgumentException">The variable does not lie within this mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">Page granularity only: msync failed, now or before (<see cref="DaxError.WriteBackFailed"/>).</exception>
    public void Persist<T>(ref readonly T value)
        where T : unmanaged
    {
        // SAFETY: the address is compared, never read; a variable on the GC heap can move, but never into the mapping.
        nint offset = (nint)Unsafe.AsPointer(in value) - (nint)_address;
        if (offset < 0 || !IsInRange(offset, sizeof(T)))
        {
            ThrowForeignReference();
        }

        Persist(offset, sizeof(T));
    }

    /// <summary>
    /// Starts the write-back of a range without waiting for it. Durable after <see cref="Drain"/> by the same thread. At
    /// byte granularity this does nothing; at page granularity it is the msync, and waits.
    /// </summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes; 0 does nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">Page granularity only: msync failed, now or before (<see cref="DaxError.WriteBackFailed"/>).</exception>
    public void Flush(long offset, long length) => FlushWith(HazardSlot.Current, offset, length);

    /// <summary>Waits until what this thread flushed before is durable (SFENCE; at page granularity the msync has waited already).</summary>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">Page granularity only: an msync failed before (<see cref="DaxError.WriteBackFailed"/>).</exception>
    public void Drain()
    {
        ThrowIfDisposed();
        if (_inline == InlinePath.None)
        {
            PinnedDrain();
            return;
        }

        StoreFence.Execute();
    }

    /// <summary>Begins a batch: many ranges, one drain when the batch is disposed.</summary>
    /// <returns>A batch that stays on this thread's stack.</returns>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public FlushBatch BeginFlush() => BeginFlush(0, long.MaxValue);

    /// <summary>Begins a batch whose offsets are those of a part.</summary>
    internal FlushBatch BeginFlush(long start, long length)
    {
        ThrowIfDisposed();
        return new FlushBatch(this, start, length);
    }

    /// <summary>
    /// Pushes a range out of every buffer that the kernel can reach, for failures that the platform's power-fail
    /// protection does not cover. Slow: it enters the kernel. For a file this is msync; for a device the region's
    /// <c>deep_flush</c> attribute (kernel documentation, ABI/testing/sysfs-bus-nd).
    /// </summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes; 0 does nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">
    /// For a device: the deep flush failed, or the region has none that this process can use
    /// (<see cref="DaxError.DeepFlushNotAvailable"/>); the range is persisted all the same. For a file: its msync failed, or
    /// one before it did (<see cref="DaxError.WriteBackFailed"/>); at cache-line and byte granularity the range is persisted
    /// all the same, at page granularity nothing of the mapping is known to be durable.
    /// </exception>
    public void DeepFlush(long offset, long length)
    {
        CheckRange(offset, length);
        BeginCall();
        try
        {
            if (length != 0)
            {
                DeepFlushPinned(offset, length);
            }
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Flushes with this thread's slot already at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void FlushWith(HazardSlot slot, long offset, long length)
    {
        CheckRange(offset, length);
        if (_inline == InlinePath.None)
        {
            PinnedFlush(offset, length, drain: false);
            return;
        }

        Enter(slot);
        FlushLines(offset, length);
        slot.Exit();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsInRange(long offset, long length)
    {
        long mapped = _length;
        return (ulong)offset <= (ulong)mapped && (ulong)length <= (ulong)(mapped - offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckRange(long offset, long length)
    {
        if (!IsInRange(offset, length))
        {
            ThrowOutOfRange(offset, length);
        }
    }

    // SAFETY: the range is checked, and the caller's slot keeps it mapped. Flushing whole lines around it is harmless.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FlushLines(long offset, long length)
    {
        if (_inline == InlinePath.CacheLine && length != 0)
        {
            nuint end = (nuint)_address + (nuint)(offset + length);
            nuint start = ((nuint)_address + (nuint)offset) & _lineMask;
#if DAXNATIVE_FAULTS
            end = Faults.EndOf(start, end);
            if (end <= start)
            {
                return;
            }
#endif
            if (FlushCounts.IsOn)
            {
                FlushCounts.AddLines(start, end, step: ~_lineMask + 1);
            }

            if (end - start <= _piece)
            {
                _flush(start, end);
            }
            else
            {
                CacheLines.FlushPieces(_flush, start, end, _piece);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PinnedFlush(long offset, long length, bool drain)
    {
        BeginCall();
        try
        {
            _writeBack.Flush(offset, length);
            if (drain)
            {
                _writeBack.Drain();
            }
        }
        finally
        {
            EndCall();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PinnedDrain()
    {
        BeginCall();
        try
        {
            _writeBack.Drain();
        }
        finally
        {
            EndCall();
        }
    }

    private void DeepFlushPinned(long offset, long length)
    {
        if (_inline != InlinePath.None)
        {
            // The CPU's caches first, also where they are power-fail safe: a deep flush is for when that fails.
            FlushCode code = FlushCode.For(Guarantee.Instruction == FlushInstruction.None ? CpuFlush.Best : Guarantee.Instruction);
            CacheLines.Flush(code, (nuint)_address + (nuint)offset, (nuint)length);
            StoreFence.Execute();
        }

        _writeBack.DeepFlush(offset, length);
    }

    [DoesNotReturn]
    private void ThrowOutOfRange(long offset, long length) => throw new ArgumentOutOfRangeException(
        nameof(offset), offset, $"offset {offset}, length {length} is not within the mapping's {Length} bytes.");

    [DoesNotReturn]
    private static void ThrowForeignReference() =>
        throw new ArgumentException("The variable does not lie within this mapping; pass what Ref<T> returned.", "value");
}
