using System.Diagnostics.CodeAnalysis;

namespace DaxNative.Queues;

/// <summary>A queue of numbers in persistent memory: what was enqueued is there after a crash, in order and once.</summary>
/// <remarks>
/// Head and tail are counts in a line each; an item lies in the slot of its count. An item is durable before the tail that
/// counts it. Not thread-safe.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue.")]
public sealed class PersistentQueue
{
    private const long HeadOffset = 0;
    private const long TailOffset = 64;
    private const long SlotsOffset = 128;
    private const long SlotSize = 16;

    private readonly PersistentMapping _memory;
    private readonly bool _hasBug;

    /// <summary>Opens the queue that lies in memory; memory of zeros is an empty one.</summary>
    /// <param name="memory">From 192 bytes on. Stays the caller's.</param>
    /// <param name="hasBug">Whether to leave out the drain between an item and the tail, as is easily done.</param>
    /// <exception cref="ArgumentException">The memory is too small, or does not hold a queue.</exception>
    public PersistentQueue(PersistentMapping memory, bool hasBug = false)
    {
        ArgumentNullException.ThrowIfNull(memory);
        (_memory, _hasBug) = (memory, hasBug);
        Capacity = (memory.Length - SlotsOffset) / SlotSize;
        if (Capacity <= 0 || Count < 0 || Count > Capacity)
        {
            throw new ArgumentException($"{memory.Length} bytes hold no queue: head {Head}, tail {Tail}.", nameof(memory));
        }
    }

    /// <summary>Gets how many items fit.</summary>
    public long Capacity { get; }

    /// <summary>Gets how many items there are.</summary>
    public long Count => Tail - Head;

    private long Head => _memory.ReadOnlyRef<long>(HeadOffset);

    private long Tail => _memory.ReadOnlyRef<long>(TailOffset);

    /// <summary>Adds an item; durable when the call returns.</summary>
    /// <param name="item">The item.</param>
    /// <exception cref="InvalidOperationException">The queue is full.</exception>
    public void Enqueue(long item)
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException("The queue is full.");
        }

        long slot = SlotOf(Tail);
        _memory.Ref<long>(slot) = item;
        _memory.Ref<long>(slot + sizeof(long)) = ~item;
        _memory.Flush(slot, SlotSize);
        if (!_hasBug)
        {
            _memory.Drain();
        }

        _memory.StoreAtomic(TailOffset, Tail + 1);
    }

    /// <summary>Takes the oldest item; durable when the call returns.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False if there is none.</returns>
    public bool TryDequeue(out long item)
    {
        if (!TryPeek(0, out item))
        {
            return false;
        }

        _memory.StoreAtomic(HeadOffset, Head + 1);
        return true;
    }

    /// <summary>Gets an item without taking it.</summary>
    /// <param name="index">How many to skip, from the oldest.</param>
    /// <param name="item">The item.</param>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidDataException">The item is damaged.</exception>
    public bool TryPeek(long index, out long item)
    {
        item = 0;
        if (index < 0 || index >= Count)
        {
            return false;
        }

        long slot = SlotOf(Head + index);
        item = _memory.ReadOnlyRef<long>(slot);
        return _memory.ReadOnlyRef<long>(slot + sizeof(long)) == ~item
            ? true
            : throw new InvalidDataException($"Item {Head + index} is damaged.");
    }

    private long SlotOf(long count) => SlotsOffset + (count % Capacity * SlotSize);
}
