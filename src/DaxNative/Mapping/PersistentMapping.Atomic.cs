using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative;

// Eight bytes that a power cut finds old or new, never in part: the unit on which every crash-safe structure is built.
public sealed unsafe partial class PersistentMapping
{
    /// <summary>Stores eight bytes at once and makes them durable: after a power cut they are all old or all new.</summary>
    /// <param name="offset">Start within the mapping, in bytes; a multiple of 8.</param>
    /// <param name="value">The value, in the machine's byte order.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <exception cref="ArgumentException">The offset is not a multiple of 8.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
    [OverloadResolutionPriority(1)]
    public void StoreAtomic(long offset, long value, StoreOptions options = StoreOptions.None) => Store(offset, value, options);

    /// <summary>The same for any type of exactly eight bytes: <see cref="ulong"/>, <see cref="double"/>, two <see cref="int"/> in a struct.</summary>
    /// <typeparam name="T">An unmanaged type of eight bytes whose layout is fixed (StructLayout Sequential or Explicit).</typeparam>
    /// <param name="offset">Start within the mapping, in bytes; a multiple of 8.</param>
    /// <param name="value">The value, in the machine's byte order.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <exception cref="ArgumentException">
    /// The offset is not a multiple of 8; or <typeparamref name="T"/> has not eight bytes, or the runtime chooses its layout.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
    public void StoreAtomic<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset, T value, StoreOptions options = StoreOptions.None)
        where T : unmanaged
    {
        CheckAtomic<T>();
        Store(offset, Unsafe.As<T, long>(ref value), options);
    }

    /// <summary>
    /// Stores eight bytes at once if they hold what the caller expects, and makes durable what is there then: the new value, or the
    /// one that another thread stored. So whoever acts upon the result acts upon what a power cut leaves.
    /// </summary>
    /// <remarks>Atomic among all threads and processes that change the variable by this or by <see cref="Interlocked"/>.</remarks>
    /// <param name="offset">Start within the mapping, in bytes; a multiple of 8.</param>
    /// <param name="value">What to store.</param>
    /// <param name="comparand">What must be there.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <returns>What was there; the value was stored if that is <paramref name="comparand"/>.</returns>
    /// <exception cref="ArgumentException">The offset is not a multiple of 8.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
    [OverloadResolutionPriority(1)]
    public long CompareExchange(long offset, long value, long comparand, StoreOptions options = StoreOptions.None) => Exchange(offset, value, comparand, options);

    /// <summary>The same for any type of exactly eight bytes; they are compared bit by bit.</summary>
    /// <typeparam name="T">An unmanaged type of eight bytes whose layout is fixed (StructLayout Sequential or Explicit).</typeparam>
    /// <param name="offset">Start within the mapping, in bytes; a multiple of 8.</param>
    /// <param name="value">What to store.</param>
    /// <param name="comparand">What must be there, in every bit.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <returns>What was there.</returns>
    /// <exception cref="ArgumentException">
    /// The offset is not a multiple of 8; or <typeparamref name="T"/> has not eight bytes, or the runtime chooses its layout.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
    public T CompareExchange<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset, T value, T comparand, StoreOptions options = StoreOptions.None)
        where T : unmanaged
    {
        CheckAtomic<T>();
        long before = Exchange(offset, Unsafe.As<T, long>(ref value), Unsafe.As<T, long>(ref comparand), options);
        return Unsafe.As<long, T>(ref before);
    }

    private static void CheckAtomic<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>()
        where T : unmanaged
    {
        if (sizeof(T) != sizeof(long))
        {
            throw new ArgumentException($"{typeof(T).Name} has {sizeof(T)} bytes; what a power cut keeps whole is exactly {sizeof(long)}.", "value");
        }

        CheckAligned<T>(0);
    }

    private long Exchange(long offset, long value, long comparand, StoreOptions options)
    {
        CheckWritable(offset, sizeof(long));
        CheckAligned<long>(offset);
        CheckOptions(options);
        if (_inline == InlinePath.None)
        {
            return PinnedExchange(offset, value, comparand, options);
        }

        HazardSlot slot = HazardSlot.Current;
        Enter(slot);

        // SAFETY: checked, aligned, and the slot keeps it mapped.
        long before = Interlocked.CompareExchange(ref *(long*)(_address + offset), value, comparand);
        FlushStored(offset, sizeof(long), options);
        DrainStored(options);
        slot.Exit();
        return before;
    }

    private long PinnedExchange(long offset, long value, long comparand, StoreOptions options)
    {
        TellReading();
        BeginCall();
        try
        {
            // SAFETY: as above; the call keeps it mapped.
            long before = Interlocked.CompareExchange(ref *(long*)(_address + offset), value, comparand);
            PinnedFinish(offset, sizeof(long), options | StoreOptions.Temporal);
            return before;
        }
        finally
        {
            EndCall();
        }
    }
}
