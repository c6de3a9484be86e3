namespace DaxNative.Testing;

/// <summary>
/// The model of the persistence domain: which stores are not durable yet at a moment of a trace, and who has flushed them.
/// </summary>
/// <remarks>
/// Cache line: a line keeps its stores in order and may be evicted at any time; a flush covers what its line holds, and
/// becomes durable with a drain by the flushing thread. Byte: a store is durable once it leaves the store buffer, in
/// program order; a drain empties it. Page: the kernel may write a page back at any time; a flush is an msync.
/// </remarks>
internal sealed class PendingStores(StoreGranularity granularity, int length)
{
    private readonly int _lines = length / Lines.LineSize;
    private PendingStore[] _stores = new PendingStore[32];
    private StoredWord[] _words = new StoredWord[128];
    private int _wordCount;

    internal int Count { get; private set; }

    internal ReadOnlySpan<PendingStore> Stores => _stores.AsSpan(0, Count);

    internal ReadOnlySpan<StoredWord> WordsOf(in PendingStore store) => _words.AsSpan(store.FirstWord, store.WordCount);

    internal void Clear() => (Count, _wordCount) = (0, 0);

    /// <summary>Takes an event.</summary>
    /// <param name="entry">What happened.</param>
    /// <param name="index">Its place in the trace.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="image">Gets what becomes durable; null where only the number of images is of interest.</param>
    /// <returns>Whether anything became durable.</returns>
    internal bool Apply(in TraceEvent entry, int index, Trace trace, CrashImage? image)
    {
        switch (entry.Kind)
        {
            case TraceEventKind.Flush:
                return Flush(entry, image);
            case TraceEventKind.Drain:
                return granularity != StoreGranularity.Page && MakeDurable(DurableBy.Drain(entry.Writer), image);
            case TraceEventKind.OperationStarted:
            case TraceEventKind.OperationCompleted:
                return false;
            default:
                Store(entry, index, trace.WordsOf(entry));
                return false;
        }
    }

    private bool Flush(in TraceEvent entry, CrashImage? image)
    {
        int unit = granularity == StoreGranularity.Page ? Lines.PageSize : Lines.LineSize;
        int first = (int)(entry.Offset / unit);
        int last = (int)((entry.Offset + entry.Length - 1) / unit);
        if (granularity == StoreGranularity.Page)
        {
            return MakeDurable(DurableBy.Pages(first, last), image);
        }

        if (granularity == StoreGranularity.CacheLine)
        {
            foreach (ref PendingStore store in _stores.AsSpan(0, Count))
            {
                int line = LineOf(store);
                if (line >= first && line <= last && (!store.IsUnordered || store.Writer == entry.Writer))
                {
                    store.FlushedBy |= 1UL << entry.Writer;
                }
            }
        }

        return false;
    }

    private int LineOf(in PendingStore store) => store.Unit < _lines ? store.Unit : (store.Unit - _lines) / Lines.WordsInLine;

    private void Store(in TraceEvent entry, int index, ReadOnlySpan<StoredWord> words)
    {
        switch (granularity)
        {
            case StoreGranularity.Page:
                AddByUnit(entry, index, words, Lines.WordsInPage);
                break;
            case StoreGranularity.Byte when entry.Kind == TraceEventKind.SpanStore:
                Add(0, entry, index, words);
                break;
            default:
                AddLines(entry, index, words);
                break;
        }
    }

    private void AddLines(in TraceEvent entry, int index, ReadOnlySpan<StoredWord> words)
    {
        if (entry.Kind != TraceEventKind.UnorderedStore)
        {
            AddByUnit(entry, index, words, Lines.WordsInLine);
            return;
        }

        (int from, int to) = UnorderedStores.Body(entry.Offset, entry.Length);
        int head = 0;
        while (head < words.Length && words[head].Word < from)
        {
            head++;
        }

        int tail = head;
        while (tail < words.Length && words[tail].Word < to)
        {
            Add(_lines + words[tail].Word, entry, index, words.Slice(tail++, 1));
        }

        AddByUnit(entry, index, words[..head], Lines.WordsInLine);
        AddByUnit(entry, index, words[tail..], Lines.WordsInLine);
    }

    // In a byte-granular memory all lines are one unit, because what leaves the store buffer leaves it in order.
    private void AddByUnit(in TraceEvent entry, int index, ReadOnlySpan<StoredWord> words, int wordsInUnit)
    {
        while (!words.IsEmpty)
        {
            int unit = words[0].Word / wordsInUnit;
            int count = 1;
            while (count < words.Length && words[count].Word / wordsInUnit == unit)
            {
                count++;
            }

            Add(granularity == StoreGranularity.Byte ? 0 : unit, entry, index, words[..count]);
            words = words[count..];
        }
    }

    private void Add(int unit, in TraceEvent entry, int index, ReadOnlySpan<StoredWord> words)
    {
        if (Count == _stores.Length)
        {
            Array.Resize(ref _stores, Count * 2);
        }

        while (_wordCount + words.Length > _words.Length)
        {
            Array.Resize(ref _words, _words.Length * 2);
        }

        words.CopyTo(_words.AsSpan(_wordCount));
        _stores[Count++] = new PendingStore
        {
            Unit = unit,
            Event = index,
            Writer = entry.Writer,
            FirstWord = _wordCount,
            WordCount = words.Length,
            FlushedBy = granularity == StoreGranularity.Byte ? entry.Writers : 0,
            IsUnordered = unit >= _lines,
            IsWhole = granularity == StoreGranularity.Page,
        };
        _wordCount += words.Length;
    }

    private bool MakeDurable(DurableBy reason, CrashImage? image)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            PendingStore store = _stores[i];
            if (!reason.Covers(store))
            {
                _stores[kept++] = store;
                continue;
            }

            HideOlder(kept, store);
            image?.MakeDurable(WordsOf(store));
        }

        bool isAny = kept != Count;
        Count = kept;
        if (isAny)
        {
            CloseUp();
        }

        return isAny;
    }

    // The words of those that are left, in their order, without what the others had between.
    private void CloseUp()
    {
        _wordCount = 0;
        foreach (ref PendingStore store in _stores.AsSpan(0, Count))
        {
            WordsOf(store).CopyTo(_words.AsSpan(_wordCount));
            store.FirstWord = _wordCount;
            _wordCount += store.WordCount;
        }
    }

    // A store that is durable cannot be overwritten by an older one to the same bytes that comes later.
    private void HideOlder(int kept, in PendingStore durable)
    {
        foreach (ref readonly PendingStore older in _stores.AsSpan(0, kept))
        {
            foreach (ref StoredWord word in _words.AsSpan(older.FirstWord, older.WordCount))
            {
                foreach (StoredWord newer in WordsOf(durable))
                {
                    if (newer.Word == word.Word)
                    {
                        word = word with { Bytes = word.Bytes & ~newer.Bytes };
                    }
                }
            }
        }
    }

    private readonly record struct DurableBy(ulong Writer, int FirstPage, int LastPage)
    {
        internal static DurableBy Drain(int writer) => new(1UL << writer, 0, -1);

        internal static DurableBy Pages(int first, int last) => new(0, first, last);

        internal bool Covers(in PendingStore store) =>
            (store.FlushedBy & Writer) != 0 || (store.Unit >= FirstPage && store.Unit <= LastPage);
    }
}
