namespace DaxNative.Log;

// What changes beside the records: the head, the user's checkpoint, whether the log is closed.
public sealed partial class TransactionalLog
{
    /// <summary>The most bytes that a checkpoint has.</summary>
    public const int MostCheckpoint = LogCheckpoint.MostLength;

    private readonly Lock _stateGate = new();
    private LogState _state;
    private LogCuts _cuts;
    private bool _isClosed;

    /// <summary>Gets the user's checkpoint, as it was set last; empty if it never was.</summary>
    /// <returns>A copy.</returns>
    public byte[] GetCheckpoint()
    {
        lock (_stateGate)
        {
            byte[] bytes = new byte[_state.Checkpoint.Length];
            _state.Checkpoint.CopyTo(bytes);
            return bytes;
        }
    }

    /// <summary>Sets the user's checkpoint: after a crash it is the one before or this one. Durable when the call returns.</summary>
    /// <param name="checkpoint">At most <see cref="MostCheckpoint"/> bytes, for what the log's user has to remember beside the records: a term and a vote, how far a snapshot goes.</param>
    /// <exception cref="ArgumentException">It is longer.</exception>
    /// <exception cref="LogException">It could not be made durable, or something could not before (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void SetCheckpoint(ReadOnlySpan<byte> checkpoint)
    {
        var value = new LogCheckpoint(Checked(checkpoint));
        lock (_stateGate)
        {
            ThrowIfStopped();
            ChangeState(state => state with { Tail = _writer.Tail, Checkpoint = value });
        }
    }

    /// <summary>
    /// Gives up every record before a sequence number; durable when the call returns. Their room is used again once no reader
    /// stands in it. Nothing is cleared: what is left there can never pass for a record of later.
    /// </summary>
    /// <param name="head">The number of the first record to keep, or <see cref="Tail"/> to keep none. Of records that were committed together all are kept, or none.</param>
    /// <exception cref="LogException">No record has the number (<see cref="LogError.NotInLog"/>), or it was given up before (<see cref="LogError.Truncated"/>, <see cref="LogError.Cut"/>); or as for <see cref="SetCheckpoint"/>.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void Truncate(LogSequenceNumber head) => MoveHead(head, null);

    /// <summary>Gives up every record before a sequence number and sets the checkpoint, in one step: after a crash both are old, or both new.</summary>
    /// <param name="head">As for <see cref="Truncate(LogSequenceNumber)"/>.</param>
    /// <param name="checkpoint">As for <see cref="SetCheckpoint"/>.</param>
    /// <exception cref="ArgumentException">The checkpoint is too long.</exception>
    /// <exception cref="LogException">As for <see cref="Truncate(LogSequenceNumber)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void Truncate(LogSequenceNumber head, ReadOnlySpan<byte> checkpoint) => MoveHead(head, new LogCheckpoint(Checked(checkpoint)));

    /// <summary>
    /// Gives up every record from a sequence number on, as a consensus log does with what was not agreed; durable when the call
    /// returns. Later records have greater numbers all the same. Their room is used again once the head has passed them.
    /// </summary>
    /// <param name="from">The number of the first record to give up, also of one in the midst of a commit; <see cref="Tail"/> gives up none.</param>
    /// <remarks>A reader that has read some of them is told so by a <see cref="LogCutException"/>.</remarks>
    /// <exception cref="LogException">
    /// No record has the number (<see cref="LogError.NotInLog"/>), or it was given up before (<see cref="LogError.Truncated"/>, <see cref="LogError.Cut"/>); there is
    /// no room for the mark (<see cref="LogError.Full"/>); there is an appender (<see cref="LogError.AppenderInUse"/>): use that one; or
    /// something could not be made durable, now or before (<see cref="LogError.Faulted"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public void TruncateEnd(LogSequenceNumber from) => _queue.Alone(() =>
    {
        _writer.Enter();
        try
        {
            CutFrom(from);
            return true;
        }
        finally
        {
            _writer.Exit();
        }
    });

    /// <summary>Cuts the end off. By whoever has the end of the log.</summary>
    internal void CutFrom(LogSequenceNumber from)
    {
        RequireRecord(from);
        if (from < Tail)
        {
            long position = _writer.AppendCut(from);
            lock (_stateGate)
            {
                Volatile.Write(ref _cuts, _cuts.With(new LogCut(from, position)));
            }
        }
    }

    private void MoveHead(LogSequenceNumber head, LogCheckpoint? checkpoint)
    {
        lock (_stateGate)
        {
            ThrowIfStopped();
            RequireRecord(head);
            long position = head.Position;
            ChangeState(state => state with { Head = position, Tail = _writer.Tail, Checkpoint = checkpoint ?? state.Checkpoint });
            _cuts = _cuts.From(position);
            _room.MoveHead(position);
        }
    }

    private void RequireRecord(LogSequenceNumber number)
    {
        long tail = _writer.Tail;
        if (number == new LogSequenceNumber(tail, 0))
        {
            return;
        }

        if (number < Head)
        {
            throw Truncated(number);
        }

        if (number.Position > tail || number.Value < 0 || !Memory.TryRead(number.Position, tail, out RecordHeader header) || number.Index >= Math.Max(1, header.UserRecords))
        {
            throw new LogException(LogError.NotInLog, $"{number} is no record's number between {Head} and {Tail}.");
        }

        if (Cuts.Find(number) is { } cut)
        {
            throw new LogCutException(cut.From, new LogSequenceNumber(cut.Position, 0));
        }
    }

    private LogException Truncated(LogSequenceNumber number) => new(LogError.Truncated, $"The record {number} was given up by a truncation; the log begins at {Head}.");

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> checkpoint) => checkpoint.Length <= MostCheckpoint
        ? checkpoint
        : throw new ArgumentException($"A checkpoint of {checkpoint.Length} bytes is too long: at most {MostCheckpoint}.", nameof(checkpoint));

    private void ChangeState(Func<LogState, LogState> change)
    {
        lock (_stateGate)
        {
            LogState next = change(_state) with { Sequence = _state.Sequence + 1, Origin = _memory.Origin, Capacity = _memory.Capacity };
            try
            {
                LogPlace.WriteState(_memory.Mapping, _memory.Identity, next);
            }
            catch (Exception cause)
            {
                throw _writer.Fault(cause);
            }

            _state = next;
        }
    }
}
