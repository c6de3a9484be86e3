namespace DaxNative.Tests;

/// <summary>A list of numbers in pages that are copied and never changed: a root that is durable makes a new version the one that counts.</summary>
/// <remarks>A version's pages are durable before its root is. What only the version before needed is free when the new root is durable.</remarks>
internal sealed partial class ShadowList
{
    internal const int Capacity = DataPages * ItemsInPage;

    private const int DataPages = 4;
    private const int ItemsInPage = 4;

    private readonly PersistentMapping _memory;
    private readonly RootMistake _mistake;
    private readonly RootPlaces _places;
    private readonly Stack<long> _free = new();
    private readonly Lock _gate = new();
    private readonly int _pageSize;
    private volatile Root _root = new(0, 0, 0, 0);

    private ShadowList(PersistentMapping memory, RootMistake mistake)
    {
        (_memory, _mistake) = (memory, mistake);
        _pageSize = memory.Granularity == StoreGranularity.Page ? 4096 : 256;
        _places = new RootPlaces(memory, mistake);
    }

    /// <summary>Called where the process may be killed.</summary>
    internal Action<string>? At { get; set; }

    /// <summary>The sum of all items, without the lock.</summary>
    internal long Total
    {
        get
        {
            if (_mistake == RootMistake.LoadDrains)
            {
                _memory.Drain();
            }

            return _root.Total;
        }
    }

    internal void Append(long value)
    {
        long outside = _root.Count;
        lock (_gate)
        {
            long count = _mistake == RootMistake.CountOutsideLock ? outside : _root.Count;
            if (count == Capacity)
            {
                throw new StructureException("The list is full.");
            }

            Put(count, value, count + 1, _root.Total + value);
        }
    }

    internal void Set(long index, long value)
    {
        lock (_gate)
        {
            Put(index, value, _root.Count, _root.Total + value - Item(_root, index));
        }
    }

    /// <summary>Removes the last item.</summary>
    /// <returns>False if there is none.</returns>
    internal bool TryTakeLast()
    {
        bool isEmptyOutside = _root.Count == 0;
        lock (_gate)
        {
            if (_mistake == RootMistake.EmptinessOutsideLock ? isEmptyOutside : _root.Count == 0)
            {
                return false;
            }

            long index = _root.Count - 1;
            long item = index < 0 ? 0 : Item(_root, index);
            Root root = _root;
            long table = Allocate();
            CopyPage(root.Table, table);
            long gone = 0;
            if (index >= 0 && index % ItemsInPage == 0)
            {
                gone = Entry(table, index / ItemsInPage);
                Entry(table, index / ItemsInPage) = 0;
            }

            FlushTable(table);
            Commit(new Root(root.Generation + 1, table, index, root.Total - item), gone, root.Table);
            return true;
        }
    }

    private void Put(long index, long value, long count, long total)
    {
        Root root = _root;
        long old = Entry(root.Table, index / ItemsInPage);
        long page = Allocate();
        CopyPage(old, page);
        _memory.Ref<long>(ItemOffset(page, index)) = value;
        if (_mistake != RootMistake.PageNotFlushed)
        {
            FlushPage(page, _pageSize);
        }

        bool isFreedEarly = _mistake == RootMistake.FreedBeforeRoot && old != 0;
        if (isFreedEarly)
        {
            _free.Push(old);
        }

        long table = Allocate();
        CopyPage(root.Table, table);
        bool isLate = _mistake == RootMistake.EntryStoredAfterFlush;
        if (!isLate)
        {
            Entry(table, index / ItemsInPage) = page;
        }

        FlushTable(table);
        if (isLate)
        {
            Entry(table, index / ItemsInPage) = page;
        }

        if (_mistake == RootMistake.PagesPersistedTwice)
        {
            _memory.Drain();
            _memory.Flush(OffsetOf(page), _pageSize);
        }

        Commit(new Root(root.Generation + 1, table, count, total), isFreedEarly ? 0 : old, root.Table);
    }

    private void Commit(Root root, long oldPage, long oldTable)
    {
        if (_mistake == RootMistake.ShownBeforeDurable)
        {
            _root = root;
        }

        if (_mistake == RootMistake.RootBeforePages)
        {
            _places.Store(root);
        }

        if (_mistake != RootMistake.PagesNotDrained)
        {
            _memory.Drain();
        }

        At?.Invoke("pages");
        if (_mistake != RootMistake.RootBeforePages)
        {
            _places.Store(root);
        }

        _root = root;
        foreach (long page in (long[])[oldPage, oldTable, _mistake == RootMistake.FreedTwice ? oldTable : 0])
        {
            if (page != 0)
            {
                _free.Push(page);
            }
        }
    }

    private long Allocate() => _free.TryPop(out long page) ? page : throw new StructureException("No page is free.");

    private void CopyPage(long from, long to)
    {
        Span<byte> target = _memory.AsSpan(OffsetOf(to), _pageSize);
        if (from == 0)
        {
            target.Clear();
        }
        else
        {
            _memory.AsReadOnlySpan(OffsetOf(from), _pageSize).CopyTo(target);
        }
    }

    private void FlushTable(long table) => FlushPage(table, _mistake == RootMistake.TableFlushedInPart ? _pageSize - 64 : _pageSize);

    private void FlushPage(long page, long length) => _memory.Flush(OffsetOf(page), length);

    // Four entries and four items, each in a line of its own.
    private ref long Entry(long table, long index) => ref _memory.Ref<long>(OffsetOf(table) + (index * _pageSize / DataPages));

    private long ItemOffset(long page, long index) => OffsetOf(page) + (index % ItemsInPage * _pageSize / ItemsInPage);
}
