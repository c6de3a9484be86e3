using DaxNative.Log;
using DotNext.IO.Log;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Raft;

// How what is committed comes to the state machine.
public sealed partial class PersistentRaftLog
{
    // Who waits is told after so many.
    private const int AppliedAtOnce = 64;

    private readonly AppliedSignal _appliedSignal = new();

    // Held while the state machine works, or a snapshot is put in the place of entries.
    private readonly SemaphoreSlim _applying = new(1, 1);
    private readonly CancellationTokenSource _lifetime = new();
    private bool _isClosed;
    private Exception? _failure;
    private long _applied;
    private int _isAwake;

    /// <summary>
    /// Gives the state machine what is committed as far as this node knows: the snapshot, if it has none of its own that goes as far, and the entries behind it.
    /// </summary>
    /// <param name="token">Gives up waiting.</param>
    /// <returns>A task that completes when it is applied.</returns>
    /// <exception cref="RaftLogException">The state machine failed (<see cref="RaftLogError.ApplyFailed"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public override async Task InitializeAsync(CancellationToken token = default)
    {
        await _applying.WaitAsync(token).ConfigureAwait(false);
        try
        {
            await ApplyCommittedAsync().ConfigureAwait(false);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <summary>
    /// Commits the entries up to an index; the state machine applies them afterwards. The index need not be durable: a leader tells it again. On a follower it goes
    /// no further than the last entry that the leader has sent, and may be greater: what stands behind that may not be the leader's.
    /// </summary>
    /// <param name="endIndex">The last entry to commit.</param>
    /// <param name="token">Not looked at: it never waits.</param>
    /// <returns>How many entries were not committed before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    /// <exception cref="RaftLogException">The state machine failed before (<see cref="RaftLogError.ApplyFailed"/>).</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public new ValueTask<long> CommitAsync(long endIndex, CancellationToken token = default)
    {
        ThrowIfStopped();
        long count = _journal.Commit(endIndex);
        if (count > 0 && Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static log => _ = log.ApplyInBackgroundAsync(), this, preferLocal: false);
        }

        return new(count);
    }

    /// <summary>Waits until the state machine has applied something more.</summary>
    /// <param name="token">Gives up waiting.</param>
    /// <returns>A task that completes then.</returns>
    /// <exception cref="RaftLogException">The state machine failed (<see cref="RaftLogError.ApplyFailed"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed, now or while it waits.</exception>
    public new ValueTask WaitForApplyAsync(CancellationToken token = default) => new(_appliedSignal.Next().WaitAsync(token));

    /// <summary>Waits until the state machine has applied an entry.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="token">Gives up waiting.</param>
    /// <returns>A task that completes then; at once if it has.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="RaftLogException">The state machine failed (<see cref="RaftLogError.ApplyFailed"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed, now or while it waits.</exception>
    public new async ValueTask WaitForApplyAsync(long index, CancellationToken token = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        while (LastAppliedIndex < index)
        {
            Task next = _appliedSignal.Next();
            if (LastAppliedIndex >= index)
            {
                return;
            }

            await next.WaitAsync(token).ConfigureAwait(false);
        }
    }

    private async Task ApplyInBackgroundAsync()
    {
        await _applying.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            // A commit from here on wakes another one, which waits behind this one.
            Volatile.Write(ref _isAwake, 0);
            await ApplyCommittedAsync().ConfigureAwait(false);
            await CompactWhenFillingAsync().ConfigureAwait(false);
        }
        catch (Exception) when (Volatile.Read(ref _isClosed) || Volatile.Read(ref _failure) is not null)
        {
            // Whoever waits or calls is told.
        }
        finally
        {
            _applying.Release();
        }
    }

    private async ValueTask ApplyCommittedAsync()
    {
        ThrowIfStopped();
        try
        {
            await CatchUpWithMachineAsync().ConfigureAwait(false);
            for (long end; (end = LastCommittedEntryIndex) > _applied;)
            {
                using EntryRange range = _journal.Read(_applied + 1, Math.Min(end, _applied + AppliedAtOnce), ReadPurpose.Apply);
                foreach (StoredEntry entry in range.Entries)
                {
                    // The state machine may have gone further by itself.
                    if (entry.Index > _applied)
                    {
                        long applied = await ApplyAsync(entry).ConfigureAwait(false);
                        Volatile.Write(ref _applied, Math.Max(entry.Index, Math.Min(applied, end)));
                    }
                }

                _appliedSignal.Raise();
            }
        }
        catch (Exception cause)
        {
            ThrowIfStopped();
            Volatile.Write(ref _failure, cause);
            _appliedSignal.End(ApplyFailed(cause));
            throw ApplyFailed(cause);
        }
    }

    private async ValueTask<long> ApplyAsync(StoredEntry entry)
    {
        if (entry.IsSnapshot)
        {
            return await _machine.ApplyAsync(AppliedEntry.OfSnapshot(entry), _lifetime.Token).ConfigureAwait(false);
        }

        // An entry of a leader that only began its term.
        if (entry.Payload.IsEmpty && entry.CommandId is null)
        {
            return entry.Index;
        }

        if (entry.IsConfiguration && ConfigurationStorage is { } storage)
        {
            await storage.SaveConfigurationAsync(entry, entry.Index, _lifetime.Token).ConfigureAwait(false);
            return await _machine.ApplyAsync(AppliedEntry.Empty(entry.Index, entry.Term), _lifetime.Token).ConfigureAwait(false);
        }

        return await _machine.ApplyAsync(AppliedEntry.Of(entry, _view), _lifetime.Token).ConfigureAwait(false);
    }
}
