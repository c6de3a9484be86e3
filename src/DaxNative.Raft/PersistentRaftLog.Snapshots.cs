using DaxNative.Log;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Raft;

// Snapshots take the place of entries.
public sealed partial class PersistentRaftLog
{
    private long _retryAt;

    /// <summary>Gets why the last attempt in the background to write a snapshot failed; null if it did not. It is tried again when the log has filled some more.</summary>
    public Exception? SnapshotFailure { get; private set; }

    /// <summary>
    /// Has what is committed applied, writes the state machine's snapshot to a file, and gives up the entries that it stands for: after a crash both are
    /// done, or neither. It is also done without a call, when more than half of the log is in use, and when there is no room for an entry.
    /// </summary>
    /// <param name="token">Gives up; nothing is changed.</param>
    /// <returns>False where the state machine has no snapshot, or none that goes further than the log's.</returns>
    /// <exception cref="RaftLogException">The state machine failed (<see cref="RaftLogError.ApplyFailed"/>).</exception>
    /// <exception cref="DaxException">The snapshot could not be written; nothing was given up.</exception>
    /// <exception cref="IOException">The snapshot could not be written; nothing was given up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public async ValueTask<bool> CompactAsync(CancellationToken token = default)
    {
        await _applying.WaitAsync(token).ConfigureAwait(false);
        try
        {
            await ApplyCommittedAsync().ConfigureAwait(false);
            return await TakeSnapshotAsync(token).ConfigureAwait(false);
        }
        finally
        {
            _applying.Release();
        }
    }

    private async ValueTask CompactWhenFillingAsync()
    {
        if (!_journal.IsFilling || (SnapshotFailure is not null && Used < _retryAt))
        {
            return;
        }

        try
        {
            await TakeSnapshotAsync(_lifetime.Token).ConfigureAwait(false);
            SnapshotFailure = null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Nothing was given up, and whoever needs the room is told: it is tried again for him.
            (SnapshotFailure, _retryAt) = (failure, Used + (Capacity / 16));
        }
    }

    // By whoever has the state machine.
    private async ValueTask<bool> TakeSnapshotAsync(CancellationToken token)
    {
        if (_machine.Snapshot is not { } snapshot || snapshot.Index <= SnapshotIndex || snapshot.Index > _applied)
        {
            return false;
        }

        // Some state machines do not know the term.
        await ReplaceAsync(snapshot, snapshot.Index, _journal.TermOf(snapshot.Index), token).ConfigureAwait(false);
        await _machine.ReclaimGarbageAsync(snapshot.Index, _lifetime.Token).ConfigureAwait(false);
        return true;
    }

    private async ValueTask InstallAsync<TEntry>(TEntry snapshot, long index, CancellationToken token)
        where TEntry : IRaftLogEntry
    {
        await _applying.WaitAsync(token).ConfigureAwait(false);
        try
        {
            ThrowIfStopped();
            RefuseCommitted(index);
            await ReplaceAsync(snapshot, index, snapshot.Term, token).ConfigureAwait(false);
            await ApplyCommittedAsync().ConfigureAwait(false);
        }
        finally
        {
            _applying.Release();
        }
    }

    // A state machine that goes further than the log: it came with a log of another kind, or the log was lost.
    private async ValueTask CatchUpWithMachineAsync()
    {
        if (_machine.Snapshot is not { } snapshot || snapshot.Index <= LastCommittedEntryIndex)
        {
            return;
        }

        if (snapshot.Index <= LastEntryIndex && _journal.TermOf(snapshot.Index) == snapshot.Term)
        {
            _journal.Commit(snapshot.Index);
        }
        else
        {
            await ReplaceAsync(snapshot, snapshot.Index, snapshot.Term, _lifetime.Token).ConfigureAwait(false);
        }

        Volatile.Write(ref _applied, Math.Max(_applied, snapshot.Index));
    }

    // The file is durable before the log names it, and the one before is deleted behind that: a crash leaves one of them, and the log names that one.
    private async ValueTask ReplaceAsync<TContent>(TContent content, long index, long term, CancellationToken token)
        where TContent : IRaftLogEntry
    {
        SnapshotFile file = await _snapshots.WriteAsync(index, term, content, token).ConfigureAwait(false);
        try
        {
            if (!_journal.Adopt(file))
            {
                throw new InvalidOperationException($"A snapshot of entry {SnapshotIndex} is here already.");
            }
        }
        catch
        {
            file.Release();
            throw;
        }

        _snapshots.DeleteOthers(file);
    }

    // Returns where the entry is worth another attempt: the snapshot is a newer one than before the first, whoever took it.
    private async ValueTask MakeRoomAsync(LogException refusal, long before, CancellationToken token)
    {
        if (refusal.Error == LogError.RecordTooLarge)
        {
            throw new RaftLogException(RaftLogError.EntryTooLarge, $"The entry does not fit into a log of {Capacity} bytes. Make the log longer, or the entry smaller. {refusal.Message}", refusal);
        }

        if (!await CompactAsync(token).ConfigureAwait(false) && SnapshotIndex == before)
        {
            throw new RaftLogException(
                RaftLogError.Full,
                $"The log of {Capacity} bytes is full, {Used} of them taken from entry {SnapshotIndex + 1} to {LastEntryIndex}; {LastAppliedIndex} are applied, and the state machine's snapshot goes up to {_machine.Snapshot?.Index ?? 0}. "
                + "Let it take a snapshot earlier, or open a longer log. Nothing was lost.",
                refusal);
        }
    }
}
