using DotNext.IO.Log;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.StateMachine;

namespace DaxNative.Raft;

// How entries are read again, and taken over from another log.
public sealed partial class PersistentRaftLog
{
    /// <summary>Reads entries. Nothing is copied: each is valid while the reader has it. A snapshot comes first where it stands for some of them.</summary>
    /// <typeparam name="TResult">What the reader makes of them.</typeparam>
    /// <param name="reader">Is given the entries.</param>
    /// <param name="startIndex">The first one.</param>
    /// <param name="endIndex">The last one; before <paramref name="startIndex"/> for none.</param>
    /// <param name="token">Passed to the reader.</param>
    /// <returns>What the reader returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative, or the log does not go so far.</exception>
    /// <exception cref="RaftLogException">The state machine failed before (<see cref="RaftLogError.ApplyFailed"/>).</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public new async ValueTask<TResult> ReadAsync<TResult>(ILogEntryConsumer<IRaftLogEntry, TResult> reader, long startIndex, long endIndex, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ThrowIfStopped();
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(endIndex);
        if (startIndex > endIndex)
        {
            return await reader.ReadAsync<StoredEntry, StoredEntry[]>([], null, token).ConfigureAwait(false);
        }

        using EntryRange range = _journal.Read(startIndex, endIndex, reader.LogEntryMetadataOnly ? ReadPurpose.Terms : ReadPurpose.Send);
        return await reader.ReadAsync<StoredEntry, StoredEntry[]>(range.Entries, range.SnapshotIndex, token).ConfigureAwait(false);
    }

    ValueTask<TResult> IAuditTrail.ReadAsync<TResult>(ILogEntryConsumer<ILogEntry, TResult> reader, long startIndex, long endIndex, CancellationToken token) =>
        ReadAsync(reader, startIndex, endIndex, token);

    /// <summary>Only the stock log can make what this returns. Use the overload that takes a reader.</summary>
    /// <param name="startIndex">Not looked at.</param>
    /// <param name="endIndex">Not looked at.</param>
    /// <param name="token">Not looked at.</param>
    /// <returns>Never.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("Only the stock log can make a LogEntryReader. Use the overload that takes a reader.", error: true)]
    public new ValueTask<LogEntryReader> ReadAsync(long startIndex, long endIndex, CancellationToken token = default) =>
        throw new NotSupportedException("Only the stock log can make a LogEntryReader. Use the overload that takes a reader.");

    /// <summary>
    /// Takes over what another log holds behind the last entry of this one: snapshot, entries, commit index; and a term behind its own, as its vote is not
    /// known. For moving from a stock log, before the node joins its cluster.
    /// </summary>
    /// <param name="other">The other log; it is only read.</param>
    /// <param name="token">Gives up; what was taken over stays.</param>
    /// <returns>A task that completes when it is durable and applied.</returns>
    /// <exception cref="RaftLogException">As for <see cref="AppendAsync{TEntry}(TEntry, CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">A log is disposed.</exception>
    public new async Task ImportAsync(WriteAheadLog other, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(other);
        ThrowIfStopped();
        IPersistentState from = other;
        await from.ReadAsync(new EntryImporter(this), LastEntryIndex + 1, from.LastEntryIndex, token).ConfigureAwait(false);
        _journal.SetTerm(Math.Max(_journal.State.Term, from.Term + 1), resetVote: true);
        await CommitAsync(Math.Min(from.LastCommittedEntryIndex, LastEntryIndex), token).ConfigureAwait(false);
        await InitializeAsync(token).ConfigureAwait(false);
    }
}
