using System.Runtime.InteropServices;
using DaxNative.Log;
using DotNext.IO.Log;
using DotNext.Net.Cluster.Consensus.Raft;

namespace DaxNative.Raft;

// How entries get in.
public sealed partial class PersistentRaftLog
{
    // What a leader sends at once is taken over in portions of about so many bytes.
    private const int PortionLength = 1 << 20;

    /// <summary>Appends an entry at the end, as a leader does. Durable when the task completes.</summary>
    /// <typeparam name="TEntry">The entry's type.</typeparam>
    /// <param name="entry">The entry; its memory must not change before the task completes.</param>
    /// <param name="token">Gives up as long as nothing was written.</param>
    /// <returns>Its index.</returns>
    /// <exception cref="InvalidOperationException">It is a snapshot.</exception>
    /// <exception cref="RaftLogException">There is no room (<see cref="RaftLogError.Full"/>), or it can never fit (<see cref="RaftLogError.EntryTooLarge"/>): nothing was written. Or the state machine failed before.</exception>
    /// <exception cref="LogException">It could not be made durable, now or before (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public new async ValueTask<long> AppendAsync<TEntry>(TEntry entry, CancellationToken token = default)
        where TEntry : IRaftLogEntry
    {
        ThrowIfStopped();
        RefuseSnapshot(entry.IsSnapshot);
        using PendingEntry pending = await PendingEntry.Of(entry, isKept: false, token).ConfigureAwait(false);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            long before = SnapshotIndex;
            try
            {
                return _journal.Append(pending);
            }
            catch (LogException refusal) when (refusal.Error is LogError.Full or LogError.RecordTooLarge)
            {
                await MakeRoomAsync(refusal, before, token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Appends an entry at an index, or installs a snapshot that a leader sent. If another entry is there, it is given up, and all that follows;
    /// if the same one is there (index, term and bytes), nothing changes. Durable when the task completes; a crash leaves a snapshot installed or not at all.
    /// </summary>
    /// <typeparam name="TEntry">The entry's type.</typeparam>
    /// <param name="entry">The entry or snapshot.</param>
    /// <param name="startIndex">The entry's index, or that of the last entry which the snapshot stands for.</param>
    /// <param name="token">Gives up as long as nothing was written.</param>
    /// <returns>A task that completes when it is durable, and a snapshot also applied.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or entries would be missing before it.</exception>
    /// <exception cref="InvalidOperationException">The index is committed.</exception>
    /// <exception cref="RaftLogException">As for the other overloads.</exception>
    /// <exception cref="LogException">As for the other overloads.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public new async ValueTask AppendAsync<TEntry>(TEntry entry, long startIndex, CancellationToken token = default)
        where TEntry : IRaftLogEntry
    {
        ThrowIfStopped();
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        RefuseCommitted(startIndex);
        if (entry.IsSnapshot)
        {
            await InstallAsync(entry, startIndex, token).ConfigureAwait(false);
            return;
        }

        PendingEntry pending = await PendingEntry.Of(entry, isKept: false, token).ConfigureAwait(false);
        await AppendAsync([pending], startIndex, token).ConfigureAwait(false);
    }

    /// <summary>
    /// Appends entries from an index on, as a follower does. Those that are there already (index, term and bytes) stay, and so does what follows the last of them;
    /// from the first that differs on, all that was there is given up. Durable when the task completes.
    /// </summary>
    /// <typeparam name="TEntry">The entries' type.</typeparam>
    /// <param name="entries">The entries.</param>
    /// <param name="startIndex">The first one's index.</param>
    /// <param name="skipCommitted">Whether entries that are committed here are passed over, and not refused.</param>
    /// <param name="token">Gives up; a beginning of the entries may have been appended.</param>
    /// <returns>A task that completes when they are durable.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or entries would be missing before it.</exception>
    /// <exception cref="InvalidOperationException">An entry is a snapshot, or is committed here.</exception>
    /// <exception cref="RaftLogException">There is no room, or an entry can never fit; those before it were appended. Or the state machine failed before.</exception>
    /// <exception cref="LogException">They could not be made durable, now or before (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public new async ValueTask AppendAsync<TEntry>(ILogEntryProducer<TEntry> entries, long startIndex, bool skipCommitted = false, CancellationToken token = default)
        where TEntry : IRaftLogEntry
    {
        ArgumentNullException.ThrowIfNull(entries);
        ThrowIfStopped();
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        var portion = new List<PendingEntry>();
        try
        {
            long bytes = 0;
            long next = startIndex;
            while (await entries.MoveNextAsync().ConfigureAwait(false))
            {
                TEntry entry = entries.Current;
                RefuseSnapshot(entry.IsSnapshot);
                if (next <= LastCommittedEntryIndex && portion.Count == 0)
                {
                    RefuseCommitted(skipCommitted ? long.MaxValue : next);
                    next++;
                    startIndex = next;
                    continue;
                }

                portion.Add(await PendingEntry.Of(entry, isKept: true, token).ConfigureAwait(false));
                next++;
                if ((bytes += portion[^1].Payload.Length) >= PortionLength)
                {
                    await AppendAsync(portion, startIndex, token).ConfigureAwait(false);
                    (startIndex, bytes) = (next, 0);
                }
            }

            await AppendAsync(portion, startIndex, token).ConfigureAwait(false);
        }
        finally
        {
            Release(portion);
        }
    }

    private async ValueTask AppendAsync(List<PendingEntry> portion, long startIndex, CancellationToken token)
    {
        try
        {
            while (true)
            {
                token.ThrowIfCancellationRequested();
                long before = SnapshotIndex;
                try
                {
                    _journal.Append(CollectionsMarshal.AsSpan(portion), startIndex);
                    return;
                }
                catch (LogException refusal) when (refusal.Error is LogError.Full or LogError.RecordTooLarge)
                {
                    await MakeRoomAsync(refusal, before, token).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Release(portion);
        }
    }

    private static void Release(List<PendingEntry> portion)
    {
        portion.ForEach(entry => entry.Dispose());
        portion.Clear();
    }

    private void RefuseCommitted(long index)
    {
        if (index <= LastCommittedEntryIndex)
        {
            throw new InvalidOperationException($"Entry {index} is committed, as all are up to {LastCommittedEntryIndex}, and cannot be appended again.");
        }
    }

    private static void RefuseSnapshot(bool isSnapshot)
    {
        if (isSnapshot)
        {
            throw new InvalidOperationException("A snapshot is installed alone, by AppendAsync with its index.");
        }
    }
}
