namespace DaxNative.Log;

/// <summary>
/// Reads records in their order, beside any writers, up to what is durable; what is appended later is there at the next
/// call. The room of the record that it stands on, and of all behind it, is not used again, and the memory stays mapped, until the
/// reader is disposed.
/// </summary>
/// <remarks>One thread at a time. One that is forgotten gives its room back when the garbage collector finds it.</remarks>
public sealed class LogReader : IDisposable
{
    private readonly TransactionalLog _log;
    private readonly LogHold _hold;
    private LogMemory _memory;
    private readonly LogSequenceNumber _begin;
    private LogSequenceNumber? _first;
    private LogSequenceNumber _last;
    private long _next;
    private RecordHeader _record;
    private int _index;
    private int _offset;
    private int _length;
    private int _isDisposed;

    internal LogReader(TransactionalLog log, LogHold hold, LogSequenceNumber begin)
    {
        _log = log;
        _hold = hold;
        _memory = hold.Memory;
        _next = hold.Position;
        _begin = begin;
    }

    /// <summary>Gives the room up, if its owner forgot to.</summary>
    ~LogReader()
    {
        if (Volatile.Read(ref _isDisposed) == 0)
        {
            LogEvents.ReaderForgotten(_log.Logger, _log.Mapping.Path);
        }

        Release();
    }

    /// <summary>Gets where reading goes on.</summary>
    public LogSequenceNumber Next => _index < _record.UserRecords ? new(_record.Position, _index) : _begin > new LogSequenceNumber(_next, 0) ? _begin : new(_next, 0);

    /// <summary>Reads the next record, if one is durable.</summary>
    /// <param name="record">The record.</param>
    /// <returns>False where the log ends for now.</returns>
    /// <exception cref="LogCorruptException">The record is damaged.</exception>
    /// <exception cref="LogCutException">Records that this reader has read were given up since. The next call goes on behind them.</exception>
    /// <exception cref="ObjectDisposedException">The reader or the log is disposed.</exception>
    public bool TryRead(out LogRecord record)
    {
        bool isThere = TryMoveNext();
        record = isThere ? new LogRecord(_last, Next, _memory.Read(_record.Position + RecordHeader.Size + _offset, _length)) : default;
        return isThere;
    }

    /// <summary>Reads the next record, if one is durable, in a form that may cross an await.</summary>
    /// <param name="entry">The record.</param>
    /// <returns>False where the log ends for now.</returns>
    /// <exception cref="LogCorruptException">The record is damaged.</exception>
    /// <exception cref="LogCutException">Records that this reader has read were given up since. The next call goes on behind them.</exception>
    /// <exception cref="ObjectDisposedException">The reader or the log is disposed.</exception>
    public bool TryRead(out LogEntry entry)
    {
        bool isThere = TryMoveNext();
        entry = isThere ? new LogEntry(_last, Next, _memory.Mapping.AsReadOnlyMemory(_memory.OffsetOf(_record.Position) + RecordHeader.Size + _offset, _length)) : default;
        return isThere;
    }

    /// <summary>Waits until there is another record to read, without polling.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>A task that completes when <see cref="TryRead(out LogRecord)"/> is worth a call.</returns>
    /// <exception cref="LogException">The log cannot go on (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The reader or the log is disposed, now or while it waits.</exception>
    public async ValueTask WaitToReadAsync(CancellationToken cancellation = default)
    {
        while (_index >= _record.UserRecords)
        {
            Task moved = _log.MovedSignal.Next();
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            if (_next < _log.Writer.Tail)
            {
                return;
            }

            _log.ThrowIfStopped();
            await moved.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the room up. Idempotent.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Release();
    }

    private bool TryMoveNext()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        do
        {
            while (_index >= _record.UserRecords)
            {
                if (!TryMoveToNextRecord())
                {
                    return false;
                }
            }
        }
        while (!TryTake());
        return true;
    }

    // The record that was read until now is let go only when there is another one.
    private bool TryMoveToNextRecord()
    {
        long tail = _log.Writer.Tail;
        if (_next >= tail)
        {
            ObjectDisposedException.ThrowIf(_log.Writer.Stopped is ObjectDisposedException, _log);
            return false;
        }

        if (!ReferenceEquals(_memory, _log.Memory))
        {
            _memory = _log.Memory;
            _hold.Use(_memory);
        }

        if (!_memory.TryRead(_next, tail, out RecordHeader header))
        {
            throw new LogCorruptException($"The record at offset {_memory.OffsetOf(_next)} (position {_next}) is damaged.", _memory.OffsetOf(_next));
        }

        _hold.Position = _next;
        _log.Room.Moved();
        _next += header.RecordSize;
        (_record, _index, _offset, _length) = (header, 0, 0, 0);
        TellCut();
        return true;
    }

    private void TellCut()
    {
        if (_first is { } first && _record.Kind == RecordKind.Cut && LogCut.Read(_memory, _record) is var cut && cut.Covers(_last))
        {
            // Of what was read there is left what lies before the cut: a later one may reach further back.
            _last = new LogSequenceNumber(cut.From.Value - 1);
            _first = first < cut.From ? first : null;
            throw new LogCutException(cut.From, new LogSequenceNumber(cut.Position, 0));
        }
    }

    // The next user record, unless it lies before the one where reading began, or was given up.
    private bool TryTake()
    {
        _offset += _length;
        _length = _record.Kind == RecordKind.Single
            ? _record.Length
            : BatchPayload.LengthAt(_memory.Read(_record.Position + RecordHeader.Size, _record.Length), _record.Count, _index, _offset, _memory.OffsetOf(_record.Position));
        var number = new LogSequenceNumber(_record.Position, _index++);
        if (number < _begin || _log.Cuts.Covers(number))
        {
            return false;
        }

        _first ??= number;
        _last = number;
        return true;
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _log.Room.Release(_hold);
            _hold.Unpin();
            _log.MovedSignal.RaiseIfAwaited();
        }
    }
}
