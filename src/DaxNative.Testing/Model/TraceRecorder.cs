namespace DaxNative.Testing;

/// <summary>
/// Writes the trace of one mapping. Stores through spans are found by comparing what was handed out with what it was at the event
/// before; what the library says it stored is known. Not thread-safe: whoever has several threads puts a lock before it.
/// </summary>
/// <param name="mapping">The memory.</param>
/// <param name="touched">Where it may have been stored to.</param>
/// <param name="seen">What it was at the event before.</param>
internal sealed class TraceRecorder(PersistentMapping mapping, TouchedLines touched, ulong[] seen)
{
    private readonly List<(int Writer, int FirstWord, int EndWord)> _announced = [];
    private int _stores;
    private int _flushes;
    private int _drains;

    internal Trace Trace { get; } = new();

    /// <summary>A bit for each one else who may have stored what is found as one writer's; asked behind the search. Null for nobody.</summary>
    internal Func<int, ulong>? Beside { get; set; }

    internal int Flushes => _flushes;

    internal int Drains => _drains;

    /// <summary>Begins a trace with the memory as it was seen last.</summary>
    internal void Begin()
    {
        Trace.Clear();
        (_stores, _flushes, _drains) = (0, 0, 0);
    }

    /// <summary>Makes what was seen what it was when the trace began. The trace stays.</summary>
    internal void TakeBack()
    {
        ReadOnlySpan<StoredWord> words = Trace.Words;
        for (int i = words.Length - 1; i >= 0; i--)
        {
            seen[words[i].Word] = words[i].Before;
        }
    }

    /// <summary>Finds a line that differs from what was seen, handed out or not, within the first lines.</summary>
    /// <returns>The line; <see cref="LineSet.None"/> if there is none.</returns>
    internal int FindUnseen(int most)
    {
        int lines = Math.Min(most, seen.Length / Lines.WordsInLine);
        int line = MemoryWords.NextDifference(MemoryWords.Of(mapping), seen, 0, lines);
        return line == lines ? LineSet.None : line;
    }

    /// <summary>Says what <see cref="Stored"/> will: whoever is recorded before it does not find it.</summary>
    internal void Announce(int writer, long offset, long length)
    {
        (int firstWord, int endWord) = Words(offset, length);
        _announced.Add((writer, firstWord, endWord));
    }

    internal void Stored(int writer, int operation, long offset, long length, StoreOptions options)
    {
        Withdraw(writer);
        if (length == 0)
        {
            return;
        }

        (int firstWord, int endWord) = Words(offset, length);
        FindSpanStores(writer, operation, firstWord, endWord);
        int from = Trace.WordCount;
        ReadOnlySpan<ulong> memory = MemoryWords.Of(mapping);
        for (int word = firstWord; word < endWord; word++)
        {
            See(word, memory[word]);
        }

        TraceEventKind kind = UnorderedStores.IsPossible(offset, length, options) ? TraceEventKind.UnorderedStore : TraceEventKind.Store;
        Trace.Add(new TraceEvent(kind, writer, operation, _stores++, offset, length, from, Trace.WordCount - from));
    }

    internal void Flush(int writer, int operation, long offset, long length)
    {
        FindSpanStores(writer, operation);
        Trace.Add(new TraceEvent(TraceEventKind.Flush, writer, operation, _flushes++, offset, length, 0, 0));
    }

    internal void Drain(int writer, int operation)
    {
        FindSpanStores(writer, operation);
        Trace.Add(new TraceEvent(TraceEventKind.Drain, writer, operation, _drains++, 0, 0, 0, 0));
    }

    internal void Mark(TraceEventKind kind, int writer, int operation)
    {
        FindSpanStores(writer, operation);
        Trace.Add(new TraceEvent(kind, writer, operation, operation, 0, 0, 0, 0));
    }

    /// <summary>Records what changed since the event before; called also when a thread stops without an event.</summary>
    /// <param name="writer">Who stored it.</param>
    /// <param name="operation">The operation that it was part of.</param>
    internal void FindSpanStores(int writer, int operation) => FindSpanStores(writer, operation, 0, 0);

    private static (int First, int End) Words(long offset, long length) =>
        ((int)(offset / Lines.WordSize), (int)((offset + length + Lines.WordSize - 1) / Lines.WordSize));

    // What lies in the library's own range is the library's; a store through a span to the same place before it cannot be seen.
    private void FindSpanStores(int writer, int operation, int knownFrom, int knownTo)
    {
        ReadOnlySpan<ulong> memory = MemoryWords.Of(mapping);
        int from = Trace.WordCount;
        for (int first = touched.HandedOut.NextRun(0, out int end); first != LineSet.None; first = touched.HandedOut.NextRun(end, out end))
        {
            touched.Looked += end - first;
            for (int line = MemoryWords.NextDifference(memory, seen, first, end); line < end; line = MemoryWords.NextDifference(memory, seen, line + 1, end))
            {
                SeeLine(line, memory, knownFrom, knownTo);
            }
        }

        int count = Trace.WordCount - from;
        if (count != 0)
        {
            long offset = (long)Trace.Words[from].Word * Lines.WordSize;
            long end = ((long)Trace.Words[^1].Word + 1) * Lines.WordSize;
            Trace.Add(new TraceEvent(TraceEventKind.SpanStore, writer, operation, _stores++, offset, end - offset, from, count, Beside?.Invoke(writer) ?? 0));
        }
    }

    private void SeeLine(int line, ReadOnlySpan<ulong> memory, int knownFrom, int knownTo)
    {
        int end = (line + 1) * Lines.WordsInLine;
        for (int word = line * Lines.WordsInLine; word < end; word++)
        {
            if ((word < knownFrom || word >= knownTo) && !IsAnnounced(word))
            {
                See(word, memory[word]);
            }
        }
    }

    private bool IsAnnounced(int word)
    {
        foreach ((_, int firstWord, int endWord) in _announced)
        {
            if (word >= firstWord && word < endWord)
            {
                return true;
            }
        }

        return false;
    }

    private void Withdraw(int writer)
    {
        for (int i = _announced.Count - 1; i >= 0; i--)
        {
            if (_announced[i].Writer == writer)
            {
                _announced.RemoveAt(i);
            }
        }
    }

    private void See(int word, ulong value)
    {
        ulong before = seen[word];
        if (before != value)
        {
            Trace.Add(new StoredWord(word, value, Lines.BytesWithBits(before ^ value), before));
            seen[word] = value;
        }
    }
}
