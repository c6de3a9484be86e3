namespace DaxNative.Testing;

/// <summary>
/// A crash image in a mapping, with its hash. Words are changed one by one and taken back in reverse, so going from one
/// image to the next costs what differs.
/// </summary>
internal sealed class CrashImage
{
    // So many lines are compared after each image, in turn, with what they must be: a store to what was never handed out shows there.
    private const int LinesToProve = 16;

    private readonly PersistentMapping _mapping;
    private readonly TouchedLines _touched;
    private readonly ulong[] _words;
    private int _proven;
    private (int Word, ulong Value)[] _undo = new (int, ulong)[256];
    private int _undoCount;

    /// <param name="mapping">Memory of zeros.</param>
    /// <param name="touched">Where it was stored to.</param>
    /// <param name="content">The image to begin with.</param>
    /// <param name="filledPages">Where that is anything but zero.</param>
    internal CrashImage(PersistentMapping mapping, TouchedLines touched, ReadOnlySpan<ulong> content, ReadOnlySpan<int> filledPages)
    {
        (_mapping, _touched) = (mapping, touched);
        _words = new ulong[content.Length];
        MemoryWords.CopyPages(content, _words, filledPages);
        MemoryWords.CopyPages(content, MemoryWords.Of(mapping), filledPages);
    }

    /// <summary>Of what differs from the content to begin with; the same for the same content, however it came to be.</summary>
    internal ulong Hash { get; private set; }

    internal ReadOnlySpan<ulong> Words => _words;

    /// <summary>
    /// The words, for a recorder that notes in them what a recovery stores, and takes it back (<see cref="TraceRecorder.TakeBack"/>)
    /// before the image is used again.
    /// </summary>
    internal ulong[] Seen => _words;

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
    /// <exception cref="InvalidOperationException">Something was stored that the mapping had not handed out for it.</exception>
    internal void Restore()
    {
        Span<ulong> memory = MemoryWords.Of(_mapping);
        for (int line = _touched.All.NextRun(0, out int end); line != LineSet.None; line = _touched.All.NextRun(end, out end))
        {
            MemoryWords.Restore(memory, _words, line, end);
            _touched.Looked += end - line;
        }

        _touched.Clear();
        Prove(memory);
    }

    private void Prove(ReadOnlySpan<ulong> memory)
    {
        int lines = _words.Length / Lines.WordsInLine;
        int end = Math.Min(_proven + LinesToProve, lines);
        int line = MemoryWords.NextDifference(memory, _words, _proven, end);
        _touched.Looked += end - _proven;
        _proven = end == lines ? 0 : end;
        if (line != end)
        {
            throw StoredElsewhere(line);
        }
    }

    internal static InvalidOperationException StoredElsewhere(int line) => new(
        $"Something was stored at offset {(long)line * Lines.LineSize} or in the 64 bytes from there, where the mapping gave out no span, reference or memory for writing at the time. "
        + "Take each anew by AsSpan, Ref or AsMemory in every recovery, and store through no pointer and through nothing that is read-only.");

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
