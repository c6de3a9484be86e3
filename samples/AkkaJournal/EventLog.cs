using DaxNative.Log;

namespace DaxNative.Samples;

/// <summary>
/// The events of many actors in one log. Where each event lies is kept in memory, some 100 bytes an event. The room of deleted events
/// is used again, but not behind the oldest event that is left, whoever's that is. Thread-safe.
/// </summary>
internal sealed class EventLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventStream> _streams = [];
    private readonly TransactionalLog _log;
    private bool _hasDeleted;

    internal EventLog(string path, long length, bool allowVolatile)
    {
        _log = TransactionalLog.OpenOrCreate(path, new LogOptions { Length = length, AllowVolatile = allowVolatile });
        try
        {
            using LogReader reader = _log.Read();
            while (reader.TryRead(out LogRecord record))
            {
                Note(EventRecord.Decode(record.Payload), record.SequenceNumber);
            }
        }
        catch
        {
            _log.Dispose();
            throw;
        }
    }

    /// <summary>Appends events, all or none.</summary>
    internal void Append(IReadOnlyCollection<EventRecord> events)
    {
        lock (_gate)
        {
            FreeRoom();

            // The last eighth is left to deletions: a full log can be emptied.
            if (_log.Used + events.Sum(one => one.Size) > _log.Capacity / 8 * 7)
            {
                throw new LogException(LogError.Full, $"The journal in {_log.Mapping.Path} is full. Delete events that a snapshot has, or give it a greater length in a new file.");
            }

            Commit(events);
        }
    }

    internal void DeleteTo(string id, long number)
    {
        lock (_gate)
        {
            if (_streams.TryGetValue(id, out EventStream? stream) && Math.Min(number, stream.Highest) is var upTo && upTo > stream.DeletedTo)
            {
                Commit([stream.Mark(upTo)]);
            }
        }
    }

    internal long Highest(string id)
    {
        lock (_gate)
        {
            return _streams.TryGetValue(id, out EventStream? stream) ? stream.Highest : 0;
        }
    }

    internal void Read(string id, long from, long to, long max, Action<byte[]> read)
    {
        lock (_gate)
        {
            foreach (LogSequenceNumber place in _streams.TryGetValue(id, out EventStream? stream) ? stream.Places(from, to, max) : [])
            {
                using LogReader reader = _log.Read(place);
                reader.TryRead(out LogRecord record);
                read(EventRecord.Decode(record.Payload).Event);
            }
        }
    }

    public void Dispose() => _log.Dispose();

    // An appender forgets what was not committed, so an exception leaves nothing.
    private LogSequenceNumber Commit(IReadOnlyCollection<EventRecord> records)
    {
        LogSequenceNumber first = _log.Tail;
        if (records.Count > 0)
        {
            using LogAppender appender = _log.AcquireAppender();
            foreach (EventRecord record in records)
            {
                appender.AppendDeferred(record.Encode());
            }

            first = appender.Commit();
            foreach ((int index, EventRecord record) in records.Index())
            {
                Note(record, new LogSequenceNumber(first.Value + index));
            }
        }

        return first;
    }

    private void Note(EventRecord record, LogSequenceNumber place)
    {
        if (!_streams.TryGetValue(record.Id, out EventStream? stream))
        {
            _streams.Add(record.Id, stream = new EventStream(record.Id));
        }

        stream.Note(record, place);
        _hasDeleted |= record.DeletedTo > 0;
    }

    // What was deleted is said again at the end, and the log begins where the oldest event lies that is left.
    private void FreeRoom()
    {
        if (_hasDeleted && _log.Used > _log.Capacity / 2)
        {
            LogSequenceNumber marks = Commit([.. _streams.Values.Where(stream => stream.DeletedTo > 0).Select(stream => stream.Mark(stream.DeletedTo))]);
            _log.Truncate(_streams.Values.Select(stream => stream.Oldest ?? marks).Append(marks).Min());
            _hasDeleted = false;
        }
    }
}
