namespace DaxNative.Tests.Probe;

/// <summary>
/// An array that is changed all or nothing, by an undo log: the values first, then how many there are, then the array, then no values
/// again. Its array lies at the end of the memory, a value in each line, and is stored to through references.
/// </summary>
internal sealed class UndoArray
{
    internal const int Length = 32;

    private const long Count = 0;
    private const long FirstEntry = 64;
    private const int EntrySize = 16;
    private const int ValueSize = 64;

    private readonly PersistentMapping _memory;
    private readonly long _array;

    /// <summary>Opens the array, and takes back what was not finished.</summary>
    internal UndoArray(PersistentMapping memory)
    {
        (_memory, _array) = (memory, memory.Length - (Length * ValueSize));
        long count = memory.ReadOnlyRef<long>(Count);
        for (long i = count - 1; i >= 0; i--)
        {
            long entry = FirstEntry + (i * EntrySize);
            Set(memory.ReadOnlyRef<long>(entry), memory.ReadOnlyRef<long>(entry + sizeof(long)));
        }

        if (count != 0)
        {
            memory.Drain();
            memory.StoreAtomic(Count, 0);
        }
    }

    internal long this[int index] => _memory.ReadOnlyRef<long>(_array + (index * ValueSize));

    /// <summary>Changes some values that follow each other.</summary>
    internal void Change(int start, int count, long value)
    {
        for (int i = 0; i < count; i++)
        {
            long entry = FirstEntry + (i * EntrySize);
            _memory.StoreAtomic(entry, start + i, StoreOptions.NoDrain);
            _memory.StoreAtomic(entry + sizeof(long), this[start + i], StoreOptions.NoDrain);
        }

        _memory.Drain();
        _memory.StoreAtomic(Count, count);
        for (int i = 0; i < count; i++)
        {
            Set(start + i, value + i);
        }

        _memory.Drain();
        _memory.StoreAtomic(Count, 0);
    }

    private void Set(long index, long value)
    {
        long offset = _array + (index * ValueSize);
        _memory.Ref<long>(offset) = value;
        _memory.Flush(offset, sizeof(long));
    }
}
