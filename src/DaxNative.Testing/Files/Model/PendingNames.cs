namespace DaxNative.Testing;

/// <summary>The names that are durable, and the changes of names that are not, in program order.</summary>
internal sealed class PendingNames
{
    private readonly FileSystemRules _rules;
    private readonly Dictionary<int, SortedDictionary<string, int>> _durable;
    private readonly List<PendingName> _changes = [];

    internal PendingNames(FileImage durable, FileSystemRules rules)
    {
        _rules = rules;
        _durable = Copy(durable.Directories);
    }

    internal IReadOnlyList<PendingName> Changes => _changes;

    internal void Add(FileEvent change, int number)
    {
        if (change.Kind == FileEventKind.CreateDirectory)
        {
            _durable[change.Inode] = new SortedDictionary<string, int>(StringComparer.Ordinal);
        }

        var added = new PendingName(change, number);
        added.Needs.UnionWith(_changes.Where(earlier => _rules == FileSystemRules.Journaled || earlier.Touches(added)).SelectMany(earlier => earlier.Needs.Append(earlier)));
        _changes.Add(added);
    }

    /// <summary>Takes a flush of a directory.</summary>
    /// <returns>Whether anything became durable.</returns>
    internal bool Flush(int directory)
    {
        if (_rules == FileSystemRules.Journaled)
        {
            return FlushAll();
        }

        var durable = new HashSet<PendingName>();
        foreach (PendingName change in _changes)
        {
            if (change.Unflushed.Remove(directory) && change.Unflushed.Count == 0)
            {
                durable.Add(change);
            }
        }

        durable.UnionWith(durable.SelectMany(change => change.Needs).ToArray());
        return MakeDurable(durable.Contains);
    }

    /// <summary>Makes every change durable.</summary>
    /// <returns>Whether there was any.</returns>
    internal bool FlushAll() => MakeDurable(_ => true);

    /// <summary>The names with some of the changes.</summary>
    internal Dictionary<int, SortedDictionary<string, int>> With(IReadOnlyList<bool> isThere)
    {
        Dictionary<int, SortedDictionary<string, int>> names = Copy(_durable);
        for (int i = 0; i < _changes.Count; i++)
        {
            if (isThere[i])
            {
                _changes[i].Apply(names);
            }
        }

        return names;
    }

    private static Dictionary<int, SortedDictionary<string, int>> Copy(Dictionary<int, SortedDictionary<string, int>> names) =>
        names.ToDictionary(directory => directory.Key, directory => new SortedDictionary<string, int>(directory.Value, StringComparer.Ordinal));

    private bool MakeDurable(Predicate<PendingName> isDurable)
    {
        foreach (PendingName change in _changes.Where(change => isDurable(change)))
        {
            change.Apply(_durable);
        }

        _changes.ForEach(change => change.Needs.RemoveWhere(isDurable));
        return _changes.RemoveAll(isDurable) != 0;
    }
}
