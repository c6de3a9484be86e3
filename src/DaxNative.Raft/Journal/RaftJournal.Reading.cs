using DaxNative.Log;

namespace DaxNative.Raft;

// How entries are read again: where they lie, without a copy.
internal sealed partial class RaftJournal
{
    // Between two portions others get at the journal.
    private const int Portion = 256;

    /// <summary>Reads entries. A snapshot stands for those before its own, and comes first.</summary>
    /// <param name="startIndex">The first one; index 0 is an entry of term 0 that every log begins with.</param>
    /// <param name="endIndex">The last one.</param>
    /// <param name="purpose">What of them is needed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The log does not go so far.</exception>
    internal EntryRange Read(long startIndex, long endIndex, ReadPurpose purpose)
    {
        // A snapshot that takes the place of entries, or a leader that supersedes some, between two portions: what is there then is read instead.
        // Each attempt that fails has met one of these, so there is an end.
        EntryRange? range;
        do
        {
            range = TryRead(startIndex, endIndex, purpose);
        }
        while (range is null);
        return range;
    }

    // Null if something else came in between.
    private EntryRange? TryRead(long startIndex, long endIndex, ReadPurpose purpose)
    {
        var entries = new List<StoredEntry>();
        LogReader? reader = null;
        LogReader? hold = null;
        SnapshotFile? snapshot = null;
        try
        {
            for (int version = Begin(startIndex, endIndex, entries, ref snapshot, out long next); next <= endIndex;)
            {
                lock (_gate)
                {
                    ObjectDisposedException.ThrowIf(_isDisposed, this);
                    if (version != _version || next <= _index.Before)
                    {
                        hold?.Dispose();
                        snapshot?.Release();
                        return null;
                    }

                    if (reader is null && purpose != ReadPurpose.Terms)
                    {
                        // The one stays where it is and keeps the room of them all.
                        hold = _log.Read(_index.NumberOf(next));
                        reader = next < endIndex ? _log.Read(_index.NumberOf(next)) : hold;
                    }

                    for (long end = Math.Min(endIndex, next + Portion - 1); next <= end; next++)
                    {
                        entries.Add(purpose == ReadPurpose.Terms ? new StoredEntry(new EntryHeader(next, _index.TermOf(next), 0, null, false), default, null) : ReadOne(reader!, next, purpose));
                    }
                }
            }

            return new EntryRange([.. entries], hold, snapshot);
        }
        catch
        {
            hold?.Dispose();
            snapshot?.Release();
            throw;
        }
        finally
        {
            if (!ReferenceEquals(reader, hold))
            {
                reader?.Dispose();
            }
        }
    }

    private int Begin(long startIndex, long endIndex, List<StoredEntry> entries, ref SnapshotFile? snapshot, out long next)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (endIndex > _last)
            {
                throw new ArgumentOutOfRangeException(nameof(endIndex), endIndex, $"The last entry is {_last}.");
            }

            next = startIndex;
            if (startIndex <= _index.Before)
            {
                snapshot = _snapshot?.Retain();
                entries.Add(snapshot is null ? new StoredEntry(default, default, null) : new StoredEntry(snapshot));
                next = _index.Before + 1;
            }

            return _version;
        }
    }

    private StoredEntry ReadOne(LogReader reader, long index, ReadPurpose purpose)
    {
        if (!reader.TryRead(out LogEntry entry) || EntryHeader.Read(entry.Payload.Span) is var header && header.Index != index)
        {
            throw new RaftLogException(RaftLogError.NotARaftLog, $"Entry {index} is not where it was written. Let the node join as a new member.");
        }

        return new StoredEntry(header, entry.Payload[EntryHeader.Size..], purpose == ReadPurpose.Apply ? _index.TakeContext(index) : null);
    }
}
