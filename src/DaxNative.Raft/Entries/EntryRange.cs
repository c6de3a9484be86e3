using DaxNative.Log;

namespace DaxNative.Raft;

/// <summary>Entries that were read: until it is disposed, their room in the log is not used again and their snapshot stays.</summary>
internal sealed class EntryRange(StoredEntry[] entries, LogReader? hold, SnapshotFile? snapshot) : IDisposable
{
    internal StoredEntry[] Entries { get; } = entries;

    /// <summary>Gets the index of the snapshot, if that is the first of the entries.</summary>
    internal long? SnapshotIndex { get; } = snapshot?.Index;

    public void Dispose()
    {
        hold?.Dispose();
        snapshot?.Release();
    }
}
