using DotNext.IO.Log;
using DotNext.Net.Cluster.Consensus.Raft;

namespace DaxNative.Raft;

/// <summary>Appends what is read from one log to another.</summary>
internal sealed class EntryImporter(PersistentRaftLog to) : ILogEntryConsumer<IRaftLogEntry, long>
{
    public async ValueTask<long> ReadAsync<TEntry, TList>(TList entries, long? snapshotIndex, CancellationToken token)
        where TEntry : IRaftLogEntry
        where TList : IReadOnlyList<TEntry>
    {
        long last = to.LastEntryIndex;
        for (int i = 0; i < entries.Count; i++)
        {
            last = i == 0 && snapshotIndex is { } index ? index : last + 1;
            await to.AppendAsync(entries[i], last, token).ConfigureAwait(false);
        }

        return last;
    }
}
