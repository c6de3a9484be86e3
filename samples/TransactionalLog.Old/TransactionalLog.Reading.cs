namespace DaxNative.Logs;

// How what was appended is read again.
public sealed partial class TransactionalLog
{
    /// <summary>Everything before it is durable.</summary>
    internal long Durable => _tail.Durable;

    /// <summary>Reads from the first record that is kept.</summary>
    /// <returns>A reader; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public LogReader Read() => Read(Head);

    /// <summary>Reads from a sequence number on.</summary>
    /// <param name="from">A record's number, or <see cref="Tail"/> for what comes later.</param>
    /// <returns>A reader; the caller disposes it.</returns>
    /// <exception cref="LogException">The number is not in the log (<see cref="LogError.NotInLog"/>).</exception>
    /// <exception cref="LogCorruptException">No record begins there.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public LogReader Read(LogSequenceNumber from)
    {
        var reader = new LogReader(this, _memory, from);
        try
        {
            reader.SkipTo(from.Index);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
