namespace DaxNative.Testing;

/// <summary>A change of names that is not durable yet.</summary>
/// <param name="change">What was done.</param>
/// <param name="number">Which event it is.</param>
internal sealed class PendingName(FileEvent change, int number)
{
    internal int Event => number;

    /// <summary>Earlier changes without which this one is not found, and those that they need.</summary>
    internal HashSet<PendingName> Needs { get; } = [];

    /// <summary>The directories of which a flush is wanted still.</summary>
    internal HashSet<int> Unflushed { get; } = change.Kind == FileEventKind.Rename ? [change.Directory, change.ToDirectory] : [change.Directory];

    /// <summary>Whether both changed the same name.</summary>
    internal bool Touches(PendingName other) => Names().Any(other.Names().Contains);

    internal void Apply(Dictionary<int, SortedDictionary<string, int>> directories)
    {
        switch (change.Kind)
        {
            case FileEventKind.Delete:
                directories[change.Directory].Remove(change.Name);
                break;
            case FileEventKind.Rename:
                directories[change.Directory].Remove(change.Name);
                directories[change.ToDirectory][change.ToName] = change.Inode;
                break;
            default:
                directories[change.Directory][change.Name] = change.Inode;
                break;
        }
    }

    private IEnumerable<(int Directory, string Name)> Names() =>
        change.Kind == FileEventKind.Rename ? [(change.Directory, change.Name), (change.ToDirectory, change.ToName)] : [(change.Directory, change.Name)];
}
