namespace DaxNative.Logs;

/// <summary>
/// Reads records in their order, beside any writers, up to what is durable; what is appended later is there at the next
/// call. The room of the record that it stands on, and of all behind it, is not used again while the reader is open.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class LogReader : IDisposable
{
    private readonly TransactionalLog _log;
    private readonly LogMemory _memory;
    private long _position;
    private long _next;
    private RecordHeader _transaction;
    private int _index;
    private int _nextOffset;
    private bool _closed;
    private LogSequenceNumber _current;
    private int _currentOffset;
    private int _currentLength;

    internal LogReader(TransactionalLog log, LogMemory memory, LogSequenceNumber from)
    {
        _log = log;
        _memory = memory;
        _position = _next = from.Position;
        log.Add(this, from);
    }

    /// <summary>Where its room begins.</summary>
    internal long Position => Volatile.Read(ref _position);

    /// <summary>Where the next record of its own begins; that of a transaction's records is the transaction's end.</summary>
    internal long NextPosition => _next;

    /// <summary>The record that was read last, again.</summary>
    internal LogRecord Current => new(_current, Payload(_currentOffset, _currentLength));

    /// <summary>Reads the next record, if one is durable.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False where the log ends for now.</returns>
    /// <exception cref="LogCorruptException">The record is damaged, or the number that the reader began at is no record's.</exception>
    /// <exception cref="ObjectDisposedException">The reader, or the log's mapping, is closed.</exception>
    public bool TryRead(out LogRecord record)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        while (_index >= _transaction.Count)
        {
            if (!MoveNext())
            {
                record = default;
                return false;
            }
        }

        (_currentOffset, _currentLength) = (_nextOffset, NextLength());
        _current = new LogSequenceNumber(_transaction.Position, _index++);
        _nextOffset += _currentLength;
        record = Current;
        return true;
    }

    /// <summary>Gives the room up.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _log.Remove(this);
        }
    }

    /// <summary>Goes on to a record within a transaction.</summary>
    internal void SkipTo(int index)
    {
        while (_index < index && TryRead(out _))
        {
        }
    }

    // The record that was read until now is let go only when there is another one.
    private bool MoveNext()
    {
        long durable = _log.Durable;
        if (_next >= durable)
        {
            return false;
        }

        if (!_memory.TryRead(_next, durable, out RecordHeader header))
        {
            throw new LogCorruptException($"The record at offset {_memory.OffsetOf(_next)} (position {_next}) is damaged, or none begins there.", _memory.OffsetOf(_next));
        }

        bool heldRoom = _position < _log.Head.Position;
        Volatile.Write(ref _position, _next);
        _next += header.RecordSize;
        if (heldRoom)
        {
            _log.FreeUnread();
        }

        _transaction = header;
        _index = header.Kind == RecordKind.Padding ? header.Count : 0;
        _nextOffset = 0;
        return true;
    }

    // Of the record that comes next.
    private int NextLength() => _transaction.Kind == RecordKind.Single
        ? _transaction.Length
        : TransactionPayload.LengthAt(Payload(0, _transaction.Length), _transaction.Count, _index, _nextOffset, _memory.OffsetOf(_transaction.Position));

    private ReadOnlySpan<byte> Payload(int offset, int length) =>
        _memory.Read(_transaction.Position + RecordHeader.Size + offset, length);
}
