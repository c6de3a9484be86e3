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

    /// <summary>Of everything in it: two with the same one are the same.</summary>
    internal ulong Fingerprint()
    {
        ulong hash = 0;
        foreach (ref readonly TraceEvent entry in Events)
        {
            hash = ImageHash.Mix(hash ^ ((ulong)entry.Kind << 48) ^ ((ulong)entry.Writer << 40) ^ (ulong)entry.Offset);
            hash = ImageHash.Mix(hash ^ (ulong)entry.Length ^ ((ulong)(uint)entry.Operation << 32));
            hash = entry.Others == 0 ? hash : ImageHash.Mix(hash ^ entry.Others);
            foreach (ref readonly StoredWord word in WordsOf(entry))
            {
                hash = ImageHash.Mix(hash ^ ImageHash.Of(word.Word, word.Value));
            }
        }

        return hash;
    }
}
