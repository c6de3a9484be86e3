using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// Appends under one fence: each gives its number at once, and all are durable with <see cref="Commit"/>. Stays on its
/// thread (a ref struct cannot cross an <c>await</c>), because a fence waits for the stores of its own CPU only.
/// </summary>
/// <remarks>
/// Not all or none: after a crash before the commit any first few of them may be there; that is what a
/// <see cref="LogTransaction"/> is for. What other threads append meanwhile is acknowledged after this group, so commit soon.
/// Disposing commits too.
/// </remarks>
public ref struct LogGroup
{
    private readonly TransactionalLog _log;
    private long _from;
    private long _end;
    private Exception? _failure;

    internal LogGroup(TransactionalLog log)
    {
        _log = log;
        _from = -1;
    }

    /// <summary>Appends a record that is not durable yet.</summary>
    /// <param name="payload">The record.</param>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="LogException">As <see cref="TransactionalLog.Append(ReadOnlySpan{byte})"/>; what was appended before is still there to commit.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LogSequenceNumber AppendDeferred(scoped ReadOnlySpan<byte> payload)
    {
        if (_from < 0)
        {
            return Begin(payload);
        }

        Reservation piece = _log.Store(payload, _log.Checksum(payload));
        if (piece.From != _end)
        {
            Continue(piece.From);
        }

        _end = piece.End;
        return _log.NumberOf(piece);
    }

    /// <summary>Appends records that are not durable yet, all of them or, if an exception is thrown, none.</summary>
    /// <param name="payloads">The records, one behind the other; may not change meanwhile.</param>
    /// <param name="lengths">Theirs, in bytes, as many as there are records; may not change meanwhile.</param>
    /// <param name="numbers">Where their sequence numbers go; room for as many.</param>
    /// <exception cref="ArgumentException">
    /// There is no record, the lengths do not add up to the payloads', or there is too little room for the numbers.
    /// </exception>
    /// <exception cref="LogException">
    /// As <see cref="TransactionalLog.Append(ReadOnlySpan{byte})"/>, of the records as one; what was appended before is still there to commit.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendDeferred(scoped ReadOnlySpan<byte> payloads, scoped ReadOnlySpan<int> lengths, scoped Span<LogSequenceNumber> numbers)
    {
        bool isFirst = _from < 0;
        Reservation piece = isFirst ? Begin(payloads, lengths, numbers) : _log.Store(payloads, lengths, numbers);
        if (isFirst)
        {
            _from = piece.From;
        }
        else if (piece.From != _end)
        {
            Continue(piece.From);
        }

        _end = piece.End;
    }

    private readonly Reservation Begin(scoped ReadOnlySpan<byte> payloads, scoped ReadOnlySpan<int> lengths, scoped Span<LogSequenceNumber> numbers)
    {
        _log.Hold();
        try
        {
            return _log.Store(payloads, lengths, numbers);
        }
        catch
        {
            _log.LetGo();
            throw;
        }
    }

    private LogSequenceNumber Begin(scoped ReadOnlySpan<byte> payload)
    {
        // Before the first store: a locked instruction behind it would wait for it, as a fence does.
        _log.Hold();
        try
        {
            Reservation piece = _log.Store(payload, _log.Checksum(payload));
            (_from, _end) = (piece.From, piece.End);
            return _log.NumberOf(piece);
        }
        catch
        {
            _log.LetGo();
            throw;
        }
    }

    // Somebody else's record lies between: what we have is committed, so that theirs need not wait for more.
    private void Continue(long from)
    {
        Commit();
        _log.Hold();
        _from = from;
    }

    /// <summary>Makes every record appended so far durable.</summary>
    /// <exception cref="LogException">An append before these failed half-way (<see cref="LogError.Faulted"/>).</exception>
    public void Commit()
    {
        // Once is enough for all that follow: records that were not acknowledged must never seem to be.
        if (_failure is not null)
        {
            throw new LogException(LogError.Faulted, "An earlier commit of the group failed.", _failure);
        }

        if (_from >= 0)
        {
            try
            {
                _log.Acknowledge(_from, _end);
            }
            catch (Exception failure)
            {
                _failure = failure;
                throw;
            }

            _from = -1;
            _log.LetGo();
        }
    }

    /// <summary>Commits what is not committed.</summary>
    public void Dispose() => Commit();
}
