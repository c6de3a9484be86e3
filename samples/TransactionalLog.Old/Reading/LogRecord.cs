namespace DaxNative.Logs;

/// <summary>A record, where it lies in the media: nothing is copied.</summary>
public readonly ref struct LogRecord
{
    internal LogRecord(LogSequenceNumber sequenceNumber, ReadOnlySpan<byte> payload)
    {
        SequenceNumber = sequenceNumber;
        Payload = payload;
    }

    /// <summary>Gets the record's number.</summary>
    public LogSequenceNumber SequenceNumber { get; }

    /// <summary>Gets the bytes. They stay as they are until the reader goes on to the next record, or is disposed.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
