namespace DaxNative.Testing;

/// <summary>What happened, in order. Used again after <see cref="Clear"/> without a new allocation.</summary>
internal sealed class Trace
{
    private TraceEvent[] _events = new TraceEvent[16];
    private StoredWord[] _words = new StoredWord[64];

    internal int Count { get; private set; }

    internal int WordCount { get; private set; }

    internal ReadOnlySpan<TraceEvent> Events => _events.AsSpan(0, Count);

    internal ref readonly TraceEvent this[int index] => ref _events[index];

    internal ReadOnlySpan<StoredWord> WordsOf(in TraceEvent entry) => _words.AsSpan(entry.FirstWord, entry.WordCount);

    internal ReadOnlySpan<StoredWord> Words => _words.AsSpan(0, WordCount);

    internal void Clear() => (Count, WordCount) = (0, 0);

    internal void Add(in TraceEvent entry)
    {
        if (Count == _events.Length)
        {
            Array.Resize(ref _events, Count * 2);
        }

        _events[Count++] = entry;
    }

    internal void Add(in StoredWord word)
    {
        if (WordCount == _words.Length)
        {
            Array.Resize(ref _words, WordCount * 2);
        }

        _words[WordCount++] = word;
    }
}
