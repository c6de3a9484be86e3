using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// Appends under one fence: each gives its number at once, and all are durable with <see cref="Commit"/>. Stays on its
/// thread (a ref struct cannot cross an <c>await</c>), because a fence waits for the stores of its own CPU only.
/// </summary>
/// <remarks>
/// Short records are gathered in memory and stored together, under one checksum: that takes fewer lines of the media. A crash before
/// the commit leaves any first few of the group, or none; that it is all or none is what a <see cref="LogTransaction"/> is for. What
/// other threads append meanwhile is acknowledged after this group, so commit soon. Disposing commits too.
/// </remarks>
public ref struct LogGroup
{
    private readonly TransactionalLog _log;

    // Two words: a longer struct is cleared by wide stores, and a load of a part of it waits for those, and they for the fence before.
    private OpenGroup? _open;

    internal LogGroup(TransactionalLog log) => _log = log;

    /// <summary>Appends a record that is not durable yet.</summary>
    /// <param name="payload">The record.</param>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="LogException">As <see cref="TransactionalLog.Append(ReadOnlySpan{byte})"/>; what was appended before is still there to commit.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LogSequenceNumber AppendDeferred(scoped ReadOnlySpan<byte> payload)
    {
        long number = _open is { } open ? open.TryAppend(payload) : -1;
        return number >= 0 ? new LogSequenceNumber(number) : AppendElse(payload);
    }

    /// <summary>Appends records that are not durable yet, all of them or, if an exception is thrown, none. A crash, too, leaves all or none.</summary>
    /// <param name="payloads">The records, one behind the other; may not change meanwhile.</param>
    /// <param name="lengths">Theirs, in bytes, as many as there are records; may not change meanwhile.</param>
    /// <returns>The first record's sequence number; the others' are the next ones.</returns>
    /// <exception cref="ArgumentException">There is no record, there are more than 65,536, or the lengths do not add up to the payloads'.</exception>
    /// <exception cref="LogException">
    /// As <see cref="TransactionalLog.Append(ReadOnlySpan{byte})"/>, of the records as one; what was appended before is still there to commit.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public LogSequenceNumber AppendDeferred(scoped ReadOnlySpan<byte> payloads, scoped ReadOnlySpan<int> lengths)
    {
        TransactionalLog.CheckLengths(payloads, lengths);
        OpenGroup open = _open ??= _log.OpenGroup();
        try
        {
            return open.Append(payloads, lengths);
        }
        finally
        {
            EndIfEmpty();
        }
    }

    /// <summary>Makes every record appended so far durable.</summary>
    /// <exception cref="LogException">An append before these failed half-way (<see cref="LogError.Faulted"/>).</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Commit()
    {
        if (_open is { } open)
        {
            if (!open.TryCommit(StackPage.Current))
            {
                open.Commit();
            }

            _open = null;
            _log.End(open);
        }
    }

    /// <summary>Commits what is not committed.</summary>
    public void Dispose() => Commit();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber AppendElse(scoped ReadOnlySpan<byte> payload)
    {
        if (_open is null && _log.TryOpenGroup(payload, out LogSequenceNumber number) is { } begun)
        {
            _open = begun;
            return number;
        }

        return AppendAnyway(payload);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LogSequenceNumber AppendAnyway(scoped ReadOnlySpan<byte> payload)
    {
        OpenGroup open = _open ??= _log.OpenGroup();
        try
        {
            return open.Append(payload);
        }
        finally
        {
            EndIfEmpty();
        }
    }

    private void EndIfEmpty()
    {
        if (_open is { IsEmpty: true } open)
        {
            _open = null;
            _log.End(open);
        }
    }
}
