namespace DaxNative.Log;

/// <summary>A record, where it lies in the media: nothing is copied.</summary>
public readonly ref struct LogRecord
{
    internal LogRecord(LogSequenceNumber sequenceNumber, LogSequenceNumber next, ReadOnlySpan<byte> payload)
    {
        SequenceNumber = sequenceNumber;
        Next = next;
        Payload = payload;
    }

    /// <summary>Gets the record's number.</summary>
    public LogSequenceNumber SequenceNumber { get; }

    /// <summary>Gets where reading goes on: what to remember, to begin there again with <see cref="TransactionalLog.Read(LogSequenceNumber)"/>.</summary>
    public LogSequenceNumber Next { get; }

    /// <summary>Gets the bytes. They stay as they are until the reader goes on to the next record, or is disposed.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}

/// <summary>A record under the lease of a reader, also across an await: its bytes lie in the media, and nothing is copied.</summary>
/// <param name="SequenceNumber">The record's number.</param>
/// <param name="Next">Where reading goes on.</param>
/// <param name="Payload">The bytes. They stay as they are until the reader goes on to the next record, or is disposed.</param>
public readonly record struct LogEntry(LogSequenceNumber SequenceNumber, LogSequenceNumber Next, ReadOnlyMemory<byte> Payload);
