using DaxNative.Log;

namespace DaxNative.Raft;

// What a snapshot stands for is given up.
internal sealed partial class RaftJournal
{
    /// <summary>
    /// Goes on from a snapshot: in one step it becomes the node's, and the entries that it stands for are given up. What follows it is kept if the
    /// snapshot's last entry is here with the same term, and is given up otherwise (section 7).
    /// </summary>
    /// <param name="snapshot">Durable; the journal's to release from now on.</param>
    /// <returns>False where the present snapshot goes as far, or farther; nothing was changed.</returns>
    internal bool Adopt(SnapshotFile snapshot)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (snapshot.Index <= _state.SnapshotIndex)
            {
                return false;
            }

            bool isHere = _index.Contains(snapshot.Index) && _index.TermOf(snapshot.Index) == snapshot.Term;
            LogSequenceNumber head = isHere && snapshot.Index < _last ? _index.NumberOf(snapshot.Index + 1) : _log.Tail;
            long committed = _committed;
            Volatile.Write(ref _committed, Math.Max(committed, snapshot.Index));
            try
            {
                Save(_state with { SnapshotIndex = snapshot.Index, SnapshotTerm = snapshot.Term }, head);
            }
            catch
            {
                Volatile.Write(ref _committed, committed);
                throw;
            }

            if (!isHere && _last > _index.Before)
            {
                _index.RemoveFrom(_index.Before + 1);
                _version++;
            }

            if (!isHere && _vouched != long.MaxValue)
            {
                _vouched = snapshot.Index;
            }

            _index.RemoveUpTo(snapshot.Index);
            Volatile.Write(ref _last, _index.Last);
            (SnapshotFile? before, _snapshot) = (_snapshot, snapshot);
            before?.Release();
            return true;
        }
    }

    /// <summary>Gets the present snapshot, kept open for the caller to release; null where there is none.</summary>
    internal SnapshotFile? RetainSnapshot()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _snapshot?.Retain();
        }
    }
}
