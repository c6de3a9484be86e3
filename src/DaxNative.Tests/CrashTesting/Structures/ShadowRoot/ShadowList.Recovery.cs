namespace DaxNative.Tests;

// Creation, recovery, and what a version holds.
internal sealed partial class ShadowList
{
    private int PageCount => (int)((_memory.Length - _places.End) / _pageSize);

    internal static ShadowList Create(PersistentMapping memory, RootMistake mistake = RootMistake.None)
    {
        memory.Fill(0, memory.Length, 0);
        var list = new ShadowList(memory, mistake);
        list._places.Store(new Root(1, 1, 0, 0));
        return Recover(memory, mistake);
    }

    /// <summary>Opens the list after a crash or a kill: pages that the root does not lead to are free.</summary>
    internal static ShadowList Recover(PersistentMapping memory, RootMistake mistake = RootMistake.None)
    {
        var list = new ShadowList(memory, mistake);
        Root root = list._places.Recover(out Root? older);
        HashSet<long> used = list.PagesOf(root);
        if (mistake == RootMistake.RecoveryLeaks && older is not null)
        {
            used.Add(older.Table);
            used.UnionWith(Enumerable.Range(0, DataPages).Select(i => list.Entry(older.Table, i)));
        }

        for (long page = list.PageCount; page > 0; page--)
        {
            if (!used.Contains(page))
            {
                list._free.Push(page);
            }
        }

        list._root = root;
        return list;
    }

    /// <summary>The items.</summary>
    /// <exception cref="StructureException">The list is damaged.</exception>
    internal IReadOnlyList<long> Items()
    {
        Root root = _root;
        HashSet<long> used = PagesOf(root);
        long[] items = root.Count is >= 0 and <= Capacity
            ? [.. Enumerable.Range(0, (int)root.Count).Select(index => Item(root, index))]
            : throw new StructureException($"{root.Count} items.");
        if (items.Sum() != root.Total)
        {
            throw new StructureException($"The items {string.Join(' ', items)} are not {root.Total} together.");
        }

        return used.Count == PageCount - _free.Count && !used.Overlaps(_free) && _free.Distinct().Count() == _free.Count
            ? items
            : throw new StructureException($"Of {PageCount} pages {used.Count} are used and {_free.Count} free.");
    }

    private HashSet<long> PagesOf(Root root)
    {
        HashSet<long> pages = [root.Table];
        for (int i = 0; i < DataPages; i++)
        {
            long page = Entry(root.Table, i);
            bool isNeeded = i * ItemsInPage < root.Count;
            if ((page != 0) != isNeeded || (page != 0 && !pages.Add(page)))
            {
                throw new StructureException($"Entry {i} of table {root.Table} is {page}, with {root.Count} items.");
            }
        }

        return pages;
    }

    private long Item(Root root, long index) => _memory.ReadOnlyRef<long>(ItemOffset(Entry(root.Table, index / ItemsInPage), index));

    // Pages are numbered from 1: 0 is none.
    private long OffsetOf(long page) => page > 0 && page <= PageCount
        ? _places.End + ((page - 1) * _pageSize)
        : throw new StructureException($"There is no page {page}.");
}
