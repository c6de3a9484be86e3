namespace DaxNative.Log;

/// <summary>Reads records in their order out of a log that another process may write. One thread at a time.</summary>
public sealed class LogViewReader
{
    private readonly LogView _view;
    private LogSequenceNumber _next;
    private LogSequenceNumber _last = new(-1);
    private RecordHeader _record;
    private byte[] _payload = [];
    private long _position;
    private int _index;
    private int _offset;

    internal LogViewReader(LogView view, LogSequenceNumber from) => (_view, _next, _position) = (view, from, from.Position);

    /// <summary>Gets where reading goes on.</summary>
    public LogSequenceNumber Next => _next;

    /// <summary>Reads the next record, if one is durable.</summary>
    /// <param name="entry">The record, copied.</param>
    /// <returns>False where the log ends for now.</returns>
    /// <exception cref="LogException">
    /// The record was given up by the writer (<see cref="LogError.Truncated"/>), none has the number where reading was to begin
    /// (<see cref="LogError.NotInLog"/>), or the log has grown (<see cref="LogError.Grown"/>).
    /// </exception>
    /// <exception cref="LogCutException">Records that this reader has read were given up since. The next call goes on behind them.</exception>
    /// <exception cref="LogCorruptException">The record is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The view is disposed.</exception>
    public bool TryRead(out LogEntry entry)
    {
        while (true)
        {
            if (_index >= _record.UserRecords && !TryMoveToNextRecord())
            {
                entry = default;
                return false;
            }

            if (_index < _record.UserRecords && TryTake(out entry))
            {
                return true;
            }
        }
    }

    private bool TryMoveToNextRecord()
    {
        LogState state = _view.ReadState();
        _view.RequireSameMemory(state);
        RequireKept(state);
        long tail = _view.DurableTail(state);
        if (_position >= tail)
        {
            return false;
        }

        Copy(tail);
        _position += _record.RecordSize;
        (_index, _offset) = (0, 0);
        if (_record.Kind == RecordKind.Cut && LogCut.Read(_view.Memory, _record) is var cut && cut.Covers(_last))
        {
            _last = new LogSequenceNumber(-1);
            _next = new LogSequenceNumber(_position, 0);
            throw new LogCutException(cut.From, new LogSequenceNumber(cut.Position, 0));
        }

        return true;
    }

    // First the bytes, then whether their room was still theirs: the writer moves the head before it uses room again.
    private void Copy(long tail)
    {
        LogMemory memory = _view.Memory;
        bool isSound = memory.TryRead(_position, tail, out RecordHeader header);
        byte[] payload = isSound ? memory.Read(_position + RecordHeader.Size, header.CheckedLength).ToArray() : [];
        bool isSame = isSound && memory.TryRead(_position, tail, out RecordHeader again) && again == header;
        LogState state = _view.ReadState();
        _view.RequireSameMemory(state);
        RequireKept(state);
        if (!isSame)
        {
            throw _last.Value < 0 && _index == 0
                ? new LogException(LogError.NotInLog, $"{_next} is no record's number.")
                : new LogCorruptException($"The record at offset {memory.OffsetOf(_position)} (position {_position}) is damaged.", memory.OffsetOf(_position));
        }

        (_record, _payload) = (header, payload);
    }

    private void RequireKept(LogState state)
    {
        if (_position < state.Head)
        {
            throw new LogException(LogError.Truncated, $"The record {_next} was given up by a truncation; the log begins at {new LogSequenceNumber(state.Head, 0)}.");
        }
    }

    private bool TryTake(out LogEntry entry)
    {
        var number = new LogSequenceNumber(_record.Position, _index);
        int length = _record.Kind == RecordKind.Single
            ? _record.Length
            : BatchPayload.LengthAt(_payload, _record.Count, _index, _offset, _view.Memory.OffsetOf(_record.Position));
        ReadOnlyMemory<byte> payload = _payload.AsMemory(_offset, length);
        _index++;
        _offset += length;
        LogSequenceNumber wanted = _next;
        LogSequenceNumber following = _index < _record.UserRecords ? new(_record.Position, _index) : new(_position, 0);
        entry = new LogEntry(number, following, payload);
        if (number < wanted || _view.FindCut(number, _view.ReadState()) is not null)
        {
            return false;
        }

        (_last, _next) = (number, following);
        return true;
    }
}
