namespace DaxNative.Logs;

// Records that are written where they stay.
public sealed partial class TransactionalLog
{
    /// <summary>Makes a writer for records that a serializer writes straight into the media.</summary>
    /// <returns>A writer, to be used for any number of records.</returns>
    public LogRecordWriter CreateWriter() => new(this);

    /// <summary>Counts a record that is written from one call to the next, and may never be finished.</summary>
    internal void Hold() => _tail.Hold();

    /// <summary>Such a record is finished.</summary>
    internal void LetGo() => _tail.LetGo();

    internal Span<byte> InPlace(Reservation piece, int at, int length) => Mapping.AsSpan(PayloadOffset(piece) + at, length);

    internal Memory<byte> InPlaceMemory(Reservation piece, int at, int length) => Mapping.AsMemory(PayloadOffset(piece) + at, length);

    /// <summary>Makes a header for what was written in place, and all of it durable.</summary>
    internal void Finish(Reservation piece, RecordKind kind, int length)
    {
        try
        {
            _writer.Finish(piece, kind, length, _tail.Durable);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }

        Acknowledge(piece.From, piece.End);
    }

    private long PayloadOffset(Reservation piece) => _memory.OffsetOf(piece.StartIn(_memory)) + RecordHeader.Size;
}
