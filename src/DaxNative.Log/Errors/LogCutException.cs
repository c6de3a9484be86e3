namespace DaxNative.Log;

/// <summary>Records were given up by <see cref="TransactionalLog.TruncateEnd"/>: what a reader made of those that it had read has to be undone, and then it can go on.</summary>
/// <param name="from">The first number that was given up.</param>
/// <param name="cut">Where: numbers from this one on are of records that count again.</param>
public sealed class LogCutException(LogSequenceNumber from, LogSequenceNumber cut)
    : LogException(LogError.Cut, $"The records from {from} on, up to {cut}, were given up by TruncateEnd. Undo what was made of them, and read on.")
{
    /// <summary>Gets the first number that was given up.</summary>
    public LogSequenceNumber From { get; } = from;

    /// <summary>Gets the number from which on records count again.</summary>
    public LogSequenceNumber Until { get; } = cut;
}
