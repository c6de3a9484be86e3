namespace DaxNative.Testing;

/// <summary>
/// Writes the trace of one mapping. Stores through spans are found by comparing the memory with what it was at the event
/// before; what the library says it stored is known. Not thread-safe: whoever has several threads puts a lock before it.
/// </summary>
internal sealed class TraceRecorder(PersistentMapping mapping, ulong[] seen)
{
    private int _stores;
    private int _flushes;
    private int _drains;

    internal Trace Trace { get; } = new();

    private void Clear()
    {
        Trace.Clear();
        (_stores, _flushes, _drains) = (0, 0, 0);
    }

    /// <summary>Begins a trace with the memory as it is.</summary>
    internal void Begin(ReadOnlySpan<ulong> content)
    {
        Clear();
        content.CopyTo(seen);
    }

    internal void Stored(int writer, int operation, long offset, long length, StoreOptions options)
    {
        if (length == 0)
        {
            return;
        }

        int firstWord = (int)(offset / Lines.WordSize);
        int endWord = (int)((offset + length + Lines.WordSize - 1) / Lines.WordSize);
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
    internal void FindSpanStores(int writer, int operation) => FindSpanStores(writer, operation, 0, 0);

    // What lies in the library's own range is the library's; a store through a span to the same place before it cannot be seen.
    private void FindSpanStores(int writer, int operation, int knownFrom, int knownTo)
    {
        ReadOnlySpan<ulong> memory = MemoryWords.Of(mapping);
        int from = Trace.WordCount;
        int lines = memory.Length / Lines.WordsInLine;
        for (int line = MemoryWords.NextDifference(memory, seen, 0); line < lines; line = MemoryWords.NextDifference(memory, seen, line + 1))
        {
            int end = (line + 1) * Lines.WordsInLine;
            for (int word = line * Lines.WordsInLine; word < end; word++)
            {
                if (word < knownFrom || word >= knownTo)
                {
                    See(word, memory[word]);
                }
            }
        }

        int count = Trace.WordCount - from;
        if (count != 0)
        {
            long offset = (long)Trace.Words[from].Word * Lines.WordSize;
            long end = ((long)Trace.Words[^1].Word + 1) * Lines.WordSize;
            Trace.Add(new TraceEvent(TraceEventKind.SpanStore, writer, operation, _stores++, offset, end - offset, from, count));
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
