namespace DaxNative.Logs;

/// <summary>Something that was durable is damaged: it is reported, never skipped or returned.</summary>
public sealed class LogCorruptException : LogException
{
    /// <param name="message">What is damaged.</param>
    /// <param name="offset">Where, in bytes within the mapping.</param>
    /// <param name="before">The last sound record before it, if there is one.</param>
    /// <param name="after">The first sound record after it, if there is one.</param>
    public LogCorruptException(string message, long offset, LogSequenceNumber? before = null, LogSequenceNumber? after = null)
        : base(LogError.Corrupt, message)
    {
        Offset = offset;
        Before = before;
        After = after;
    }

    /// <summary>Gets where the damage begins, in bytes within the mapping.</summary>
    public long Offset { get; }

    /// <summary>Gets the last sound record before the damage; null where the damage is the first record.</summary>
    public LogSequenceNumber? Before { get; }

    /// <summary>Gets the first sound record after the damage; null where there is none.</summary>
    public LogSequenceNumber? After { get; }
}
