using DaxNative.Log;
using DotNext.Net.Cluster;

namespace DaxNative.Raft;

/// <summary>
/// The entries of one node with its term and vote: what Raft asks of a disk. Knows no state machine and no cluster, and waits for nobody.
/// </summary>
/// <remarks>
/// Thread-safe by one lock. What is durable, and why (Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm, extended version,
/// figure 2): entries, term and vote, before they are answered. The commit index is not: a leader tells it again, and what was committed stays so.
/// It is stored where that costs nothing, in each entry and each state, so that a node that comes back has most of it applied before a leader is there.
/// </remarks>
internal sealed partial class RaftJournal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TransactionalLog _log;
    private readonly LogAppender _appender;
    private readonly EntryIndex _index;
    private RaftState _state;
    private SnapshotFile? _snapshot;
    private long _committed;
    private long _last;
    private bool _isDisposed;

    /// <summary>Reads a log's entries. The log is the journal's from now on.</summary>
    /// <param name="log">Disposed with the journal, and if it is refused.</param>
    /// <param name="openSnapshot">Opens the snapshot with this index and term; called once, also with index 0 where there is none.</param>
    /// <exception cref="RaftLogException">It holds something else, or lacks an entry, or the snapshot is not there.</exception>
    internal RaftJournal(TransactionalLog log, Func<long, long, SnapshotFile?> openSnapshot)
    {
        _log = log;
        try
        {
            _state = RaftState.Read(log.GetCheckpoint());
            _committed = Math.Max(_state.Committed, _state.SnapshotIndex);
            _index = new EntryIndex(_state.SnapshotIndex);
            ReadEntries();
            _snapshot = openSnapshot(_state.SnapshotIndex, _state.SnapshotTerm);
            _last = _index.Last;
            _appender = log.AcquireAppender();
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    internal TransactionalLog Log => _log;

    internal long Last => Volatile.Read(ref _last);

    internal long Committed => Volatile.Read(ref _committed);

    internal RaftState State => Volatile.Read(ref _state);

    /// <summary>Gets whether so much is taken that a snapshot is worth its file: more than half.</summary>
    internal bool IsFilling => _log.Used > _log.Capacity / 2;

    /// <summary>Makes a term durable, and that the node has not voted in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The term is behind the present one: a node that went back could vote twice in a term.</exception>
    internal void SetTerm(long term, bool resetVote)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ArgumentOutOfRangeException.ThrowIfLessThan(term, _state.Term);
            Save(_state with { Term = term, Vote = resetVote ? null : _state.Vote }, null);
        }
    }

    /// <summary>Makes durable whom the node votes for in the present term.</summary>
    internal void SetVote(ClusterMemberId vote)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Save(_state with { Vote = vote }, null);
        }
    }

    /// <summary>Makes the next term, with this vote in it, durable.</summary>
    internal long IncrementTerm(ClusterMemberId vote)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Save(_state with { Term = _state.Term + 1, Vote = vote }, null);
            return _state.Term;
        }
    }

    /// <summary>Commits up to an entry, as far as the leader who says so has said that it has the same.</summary>
    /// <returns>How many were not committed before.</returns>
    internal long Commit(long endIndex)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (endIndex < 0 || (endIndex > _last && endIndex <= _vouched))
            {
                throw new ArgumentOutOfRangeException(nameof(endIndex), endIndex, $"The last entry is {_last}.");
            }

            long count = Math.Max(0, Math.Min(endIndex, _vouched) - _committed);
            Volatile.Write(ref _committed, _committed + count);
            return count;
        }
    }

    /// <summary>Gets an entry's term; also that of the snapshot's last entry.</summary>
    internal long TermOf(long index)
    {
        lock (_gate)
        {
            return index == _state.SnapshotIndex ? _state.SnapshotTerm : _index.TermOf(index);
        }
    }

    /// <summary>Closes the log. Idempotent.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            try
            {
                if (_committed > _state.Committed)
                {
                    Save(_state, null);
                }
            }
            catch (LogException faulted) when (faulted.Error == LogError.Faulted)
            {
                // The commit index is learned again, and the fault was told to whoever met it.
            }

            _appender.Dispose();
            _snapshot?.Release();
            _log.Dispose();
        }
    }

    /// <summary>Leaves everything as it is, as the end of the process would: for tests.</summary>
    internal void Abandon()
    {
        _isDisposed = true;
        _appender.Dispose();
        _log.Abandon();
    }

    // In one step with the truncation, if there is one; in memory only once it is durable.
    private void Save(RaftState state, LogSequenceNumber? head)
    {
        RaftState next = state with { Committed = _committed };
        if (head is { } number)
        {
            _log.Truncate(number, next.ToBytes());
        }
        else
        {
            _log.SetCheckpoint(next.ToBytes());
        }

        Volatile.Write(ref _state, next);
    }

    private void ReadEntries()
    {
        using LogReader reader = _log.Read();
        while (reader.TryRead(out LogRecord record))
        {
            EntryHeader header = EntryHeader.Read(record.Payload);

            // Committed together with one that is kept, so it could not be truncated alone.
            if (header.Index <= _state.SnapshotIndex)
            {
                continue;
            }

            if (header.Index != _index.Last + 1)
            {
                throw new RaftLogException(RaftLogError.NotARaftLog, $"Behind entry {_index.Last} stands entry {header.Index}: entries are missing. Let the node join as a new member.");
            }

            _index.Add(record.SequenceNumber, header.Term, null);
            _committed = Math.Max(_committed, header.Committed);
        }

        if (_committed > _index.Last)
        {
            throw new RaftLogException(RaftLogError.NotARaftLog, $"Entry {_committed} was committed, and the log ends at {_index.Last}. Let the node join as a new member.");
        }
    }
}
