namespace DaxNative.Logs;

// Appends that are awaited.
public sealed partial class TransactionalLog
{
    private LogCommitter? _committer;

    /// <summary>
    /// Appends a record from the log's own thread, under one fence with all others that came meanwhile. Durable when the
    /// task completes; awaited appends of one caller keep their order.
    /// </summary>
    /// <param name="payload">The record; it must not change before the task completes.</param>
    /// <param name="cancellation">Gives up waiting for room in the queue; what is queued is appended.</param>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="LogException">As <see cref="Append(ReadOnlySpan{byte})"/>.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public ValueTask<LogSequenceNumber> AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        (Volatile.Read(ref _committer) ?? StartCommitter()).AppendAsync(payload, cancellation);

    private LogCommitter StartCommitter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed != 0, this);
            return _committer ??= new LogCommitter(this);
        }
    }
}
