namespace DaxNative.Logs;

// What changes beside the records: the head, and whether the log is closed.
public sealed partial class TransactionalLog
{
    private readonly Lock _gate = new();
    private readonly List<LogReader> _readers = [];
    private LogState _state;
    private long _head;
    private int _closed;

    /// <summary>Gets the sequence number from which records are kept: the first one's, if there is any.</summary>
    public LogSequenceNumber Head => new(Volatile.Read(ref _head), 0);

    /// <summary>Gets the sequence number that the next record will have, or a greater one.</summary>
    public LogSequenceNumber Tail => new(_tail.Durable, 0);

    /// <summary>
    /// Gives up every record before a sequence number; durable when the call returns. Their room is used again once no
    /// reader stands in it. Nothing is cleared: what is left there can never pass for a record of later.
    /// </summary>
    /// <param name="head">The number of the first record to keep, or <see cref="Tail"/> to keep none.</param>
    /// <exception cref="LogException">The number is not in the log (<see cref="LogError.NotInLog"/>).</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public void Truncate(LogSequenceNumber head)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
            long position = head.Position;
            if (position < _head || position > _tail.Durable || (position != _tail.Durable && !_memory.TryRead(position, _tail.Durable, out _)))
            {
                throw new LogException(LogError.NotInLog, $"{head} is no record's number between {Head} and {Tail}.");
            }

            ChangeState(state => state with { Head = position, Tail = _tail.Durable });
            FreeUnread();
        }
    }

    internal void Add(LogReader reader, LogSequenceNumber from)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
            if (from.Position < _head || from.Position > _tail.Durable)
            {
                throw new LogException(LogError.NotInLog, $"{from} is not between {Head} and {Tail}.");
            }

            _readers.Add(reader);
        }
    }

    internal void Remove(LogReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
            FreeUnread();
        }
    }

    /// <summary>Gives writers the room that lies before the head and before every reader.</summary>
    internal void FreeUnread()
    {
        lock (_gate)
        {
            _tail.Free(_readers.Aggregate(_head, (head, reader) => Math.Min(head, reader.Position)));
        }
    }

    private void ChangeState(Func<LogState, LogState> change)
    {
        lock (_gate)
        {
            LogState next = change(_state) with { Sequence = _state.Sequence + 1 };
            _memory.WriteState(next);
            _state = next;
            Volatile.Write(ref _head, next.Head);
        }
    }
}
