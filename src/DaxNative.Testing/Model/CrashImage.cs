namespace DaxNative.Testing;

/// <summary>
/// A crash image in a mapping, with its hash. Words are changed one by one and taken back in reverse, so going from one
/// image to the next costs what differs.
/// </summary>
internal sealed class CrashImage
{
    private readonly PersistentMapping _mapping;
    private readonly ulong[] _words;
    private (int Word, ulong Value)[] _undo = new (int, ulong)[256];
    private int _undoCount;

    internal CrashImage(PersistentMapping mapping, ReadOnlySpan<ulong> content)
    {
        _mapping = mapping;
        _words = content.ToArray();
        for (int i = 0; i < _words.Length; i++)
        {
            Hash ^= ImageHash.Of(i, _words[i]);
        }

        content.CopyTo(MemoryWords.Of(mapping));
    }

    /// <summary>Of the content; the same for the same content, however it came to be.</summary>
    internal ulong Hash { get; private set; }

    internal ReadOnlySpan<ulong> Words => _words;

    /// <summary>Where a later <see cref="Rewind"/> goes back to.</summary>
    internal int Mark => _undoCount;

    /// <summary>Stores words that became durable.</summary>
    internal void MakeDurable(ReadOnlySpan<StoredWord> words)
    {
        foreach (ref readonly StoredWord word in words)
        {
            Set(word);
        }
    }

    /// <summary>Stores what came of pending stores, in program order.</summary>
    /// <param name="pending">The stores.</param>
    /// <param name="choices">Which pieces of each came.</param>
    internal void Apply(PendingStores pending, ReadOnlySpan<ulong> choices)
    {
        ReadOnlySpan<PendingStore> stores = pending.Stores;
        for (int i = 0; i < stores.Length; i++)
        {
            ulong choice = choices[i];
            if (choice == 0)
            {
                continue;
            }

            ReadOnlySpan<StoredWord> words = pending.WordsOf(stores[i]);
            for (int word = 0; word < words.Length; word++)
            {
                if (stores[i].Contains(choice, word))
                {
                    Set(words[word]);
                }
            }
        }
    }

    /// <summary>Takes back what was stored since a mark.</summary>
    internal void Rewind(int mark)
    {
        Span<ulong> memory = MemoryWords.Of(_mapping);
        while (_undoCount > mark)
        {
            (int word, ulong value) = _undo[--_undoCount];
            Hash ^= ImageHash.Of(word, _words[word]) ^ ImageHash.Of(word, value);
            _words[word] = value;
            memory[word] = value;
        }
    }

    /// <summary>Makes what is there the beginning: nothing before it is taken back.</summary>
    internal void Commit() => _undoCount = 0;

    /// <summary>Puts the memory back after somebody worked in it.</summary>
    internal void Restore() => MemoryWords.Restore(MemoryWords.Of(_mapping), _words);

    private void Set(in StoredWord word)
    {
        ulong before = _words[word.Word];
        ulong after = (before & ~word.Bytes) | (word.Value & word.Bytes);
        if (after == before)
        {
            return;
        }

        if (_undoCount == _undo.Length)
        {
            Array.Resize(ref _undo, _undoCount * 2);
        }

        _undo[_undoCount++] = (word.Word, before);
        Hash ^= ImageHash.Of(word.Word, before) ^ ImageHash.Of(word.Word, after);
        _words[word.Word] = after;
        MemoryWords.Of(_mapping)[word.Word] = after;
    }
}
