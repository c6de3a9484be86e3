using System.Buffers;
using DaxNative.Log;

namespace DaxNative.Raft;

// How entries get in, at the end and in the place of others.
internal sealed partial class RaftJournal
{
    // A small entry is put together on the stack.
    private const int OnStack = 512;

    private int _version;

    // How far the last leader has said what it has; without an end where this node leads. What stands behind that may be another one's, and is neither given
    // up nor committed by its word (figure 2, AppendEntries, step 5: the commit index is the lesser of the leader's and of the last new entry's).
    private long _vouched = long.MaxValue;

    /// <summary>Appends an entry at the end. Durable when the call returns.</summary>
    /// <returns>Its index.</returns>
    /// <exception cref="LogException">There is no room, or it can never fit; nothing was written.</exception>
    internal long Append(in PendingEntry entry)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            AddOne(entry);
            _vouched = long.MaxValue;
            return _last;
        }
    }

    /// <summary>
    /// Appends entries from an index on. Those that are there already stay, and what follows them; from the first that differs on, all that was
    /// there is given up. Durable when the call returns; after a crash in between, a beginning of the entries is there.
    /// </summary>
    /// <remarks>
    /// A leader sends again what it has no answer for. To give up what is the same, or what follows it, would be to give up what was acknowledged
    /// and may be committed, until it is written again (section 5.3: only an entry that conflicts is deleted, with all that follow it).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Entries would be missing before <paramref name="startIndex"/>.</exception>
    /// <exception cref="InvalidOperationException">An entry that is committed would be another one.</exception>
    /// <exception cref="LogException">There is no room, or an entry can never fit; the same call can go on later.</exception>
    internal void Append(ReadOnlySpan<PendingEntry> entries, long startIndex)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (startIndex > _last + 1)
            {
                throw new ArgumentOutOfRangeException(nameof(startIndex), startIndex, $"The last entry is {_last}, so entries would be missing.");
            }

            for (; !entries.IsEmpty && startIndex <= _last && IsThere(entries[0], startIndex); startIndex++)
            {
                entries = entries[1..];
            }

            if (entries.IsEmpty)
            {
                _vouched = startIndex - 1;
                return;
            }

            if (startIndex <= _committed)
            {
                throw new InvalidOperationException($"Entry {startIndex} is committed, and cannot become another one.");
            }

            if (startIndex <= _last)
            {
                _appender.TruncateEnd(_index.NumberOf(startIndex));
                _index.RemoveFrom(startIndex);
                Volatile.Write(ref _last, _index.Last);
                _version++;
            }

            _vouched = startIndex - 1;
            Add(entries);
            _vouched = _last;
        }
    }

    private void Add(ReadOnlySpan<PendingEntry> entries)
    {
        while (!entries.IsEmpty)
        {
            // As many as may be committed together, under one drain.
            int count = 1;
            for (long bytes = Length(entries[0]); count < entries.Length && count < 1024 && (bytes += Length(entries[count])) <= _log.MostPayload / 4; count++)
            {
            }

            if (count == 1)
            {
                AddOne(entries[0]);
            }
            else
            {
                AddTogether(entries[..count]);
            }

            entries = entries[count..];
        }

        static long Length(in PendingEntry entry) => EntryHeader.Size + entry.Payload.Length + sizeof(int);
    }

    private void AddOne(in PendingEntry entry)
    {
        int length = EntryHeader.Size + entry.Payload.Length;
        byte[]? rented = length <= OnStack ? null : ArrayPool<byte>.Shared.Rent(length);
        Span<byte> record = rented is null ? stackalloc byte[OnStack] : rented;
        record = record[..length];
        try
        {
            entry.Header(_last + 1, _committed).Write(record);
            entry.Payload.Span.CopyTo(record[EntryHeader.Size..]);
            _index.Add(_appender.Append(record), entry.Term, entry.Context);
            Volatile.Write(ref _last, _index.Last);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private void AddTogether(ReadOnlySpan<PendingEntry> entries)
    {
        LogSequenceNumber first;
        try
        {
            for (int i = 0; i < entries.Length; i++)
            {
                Span<byte> record = _appender.GetSpan(EntryHeader.Size + entries[i].Payload.Length);
                entries[i].Header(_last + 1 + i, _committed).Write(record);
                entries[i].Payload.Span.CopyTo(record[EntryHeader.Size..]);
                _appender.Advance(EntryHeader.Size + entries[i].Payload.Length);
                _appender.EndRecord();
            }

            first = _appender.Commit();
        }
        catch
        {
            _appender.Rollback();
            throw;
        }

        for (int i = 0; i < entries.Length; i++)
        {
            _index.Add(new LogSequenceNumber(first.Value + i), entries[i].Term, entries[i].Context);
        }

        Volatile.Write(ref _last, _index.Last);
    }

    // Index and term name an entry (the log matching property); its bytes are looked at all the same, for a caller who is no leader.
    private bool IsThere(in PendingEntry entry, long index)
    {
        // What a snapshot stands for was committed.
        if (index <= _index.Before)
        {
            return true;
        }

        if (_index.TermOf(index) != entry.Term)
        {
            return false;
        }

        using LogReader reader = _log.Read(_index.NumberOf(index));
        return reader.TryRead(out LogRecord record)
            && EntryHeader.Read(record.Payload) is var header
            && header == entry.Header(index, header.Committed)
            && record.Payload[EntryHeader.Size..].SequenceEqual(entry.Payload.Span);
    }
}
