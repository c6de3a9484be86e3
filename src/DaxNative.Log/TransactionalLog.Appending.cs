namespace DaxNative.Log;

// How records get in.
public sealed partial class TransactionalLog
{
    /// <summary>Takes the end of the log for one owner, until it is disposed. Appends of other threads that are under way end first.</summary>
    /// <param name="cancellation">Gives up waiting for them.</param>
    /// <returns>The appender; the caller disposes it.</returns>
    /// <exception cref="LogException">There is an appender already (<see cref="LogError.AppenderInUse"/>), or something failed before (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public LogAppender AcquireAppender(CancellationToken cancellation = default)
    {
        ThrowIfStopped();
        _queue.Lend(cancellation);
        return new LogAppender(this, _writer, _queue);
    }

    /// <summary>
    /// Appends a record, together with those that other threads append at the same time. It is durable, and everything appended
    /// before it, when the call returns.
    /// </summary>
    /// <param name="payload">The record, of 0 to <see cref="MostPayload"/> bytes. It may change meanwhile: some state of it is stored.</param>
    /// <param name="cancellation">Gives up as long as no thread has begun to store the record.</param>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="LogException">
    /// The record is too large (<see cref="LogError.RecordTooLarge"/>), there is no room (<see cref="LogError.Full"/>), or there is an
    /// appender (<see cref="LogError.AppenderInUse"/>): nothing was written. Or something could not be made durable, now or before
    /// (<see cref="LogError.Faulted"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public LogSequenceNumber Append(ReadOnlySpan<byte> payload, CancellationToken cancellation = default) => _queue.Append(payload, cancellation);

    /// <summary>Appends a record, if there is room for it.</summary>
    /// <param name="payload">As for <see cref="Append"/>.</param>
    /// <param name="number">Its sequence number.</param>
    /// <returns>False if the log is full; nothing was written.</returns>
    /// <exception cref="LogException">As for <see cref="Append"/>, but for <see cref="LogError.Full"/>.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public bool TryAppend(ReadOnlySpan<byte> payload, out LogSequenceNumber number)
    {
        try
        {
            number = Append(payload);
            return true;
        }
        catch (LogException full) when (full.Error == LogError.Full)
        {
            number = default;
            return false;
        }
    }

    /// <summary>
    /// Appends a record, together with those that others append at the same time, and waits for room where there is none. Durable when
    /// the task completes; records that one caller hands over one after the other keep their order.
    /// </summary>
    /// <param name="payload">The record; it must not be given back to a pool before the task completes.</param>
    /// <param name="cancellation">Gives up as long as no thread has begun to store the record.</param>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="LogException">As for <see cref="Append"/>, but for <see cref="LogError.Full"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed, now or while the record waited.</exception>
    public ValueTask<LogSequenceNumber> AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation = default) =>
        _queue.AppendAsync(payload, cancellation);
}
