using System.Runtime.CompilerServices;

namespace DaxNative.Log;

// How what was appended is read again.
public sealed partial class TransactionalLog
{
    /// <summary>Reads from the first record that is kept.</summary>
    /// <returns>A reader; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public LogReader Read()
    {
        while (true)
        {
            if (TryRead(Head) is { } reader)
            {
                return reader;
            }
        }
    }

    /// <summary>Reads from a sequence number on.</summary>
    /// <param name="from">A record's number, the <see cref="LogRecord.Next"/> of a record that was read before, or <see cref="Tail"/> for what comes later.</param>
    /// <returns>A reader; the caller disposes it.</returns>
    /// <exception cref="LogException">
    /// What begins there was given up by a truncation (<see cref="LogError.Truncated"/>): begin with <see cref="Head"/>, or from a snapshot.
    /// Or no record has the number (<see cref="LogError.NotInLog"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The log is disposed.</exception>
    public LogReader Read(LogSequenceNumber from)
    {
        LogReader reader = TryRead(from) ?? throw Truncated(from);
        try
        {
            RequireRecord(from);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Waits until a record is durable, whoever appends it.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>A task that completes when it is; at once if it is already.</returns>
    /// <exception cref="LogException">The log cannot go on (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed, now or while it waits.</exception>
    public async ValueTask WaitForDurable(LogSequenceNumber number, CancellationToken cancellation = default)
    {
        while (number.Position >= _writer.Tail)
        {
            Task moved = _moved.Next();
            if (number.Position < _writer.Tail)
            {
                return;
            }

            ThrowIfStopped();
            await moved.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads from a sequence number on, and waits at the end for what comes later, without polling.</summary>
    /// <param name="from">As for <see cref="Read(LogSequenceNumber)"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The records. The payload of one stays as it is until the next one is asked for.</returns>
    /// <exception cref="LogException">As for <see cref="Read(LogSequenceNumber)"/>, or the log cannot go on (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="LogCorruptException">A record is damaged.</exception>
    /// <exception cref="LogCutException">Records that were read were given up since.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The log is disposed, now or while it waits.</exception>
    public async IAsyncEnumerable<LogEntry> FollowAsync(LogSequenceNumber from, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using LogReader reader = Read(from);
        while (true)
        {
            while (reader.TryRead(out LogEntry entry))
            {
                yield return entry;
            }

            await reader.WaitToReadAsync(cancellation).ConfigureAwait(false);
        }
    }

    // Null if it was given up.
    private LogReader? TryRead(LogSequenceNumber from)
    {
        ObjectDisposedException.ThrowIf(_writer.Stopped is ObjectDisposedException, this);
        var hold = new LogHold(Memory, from.Position);
        if (_room.TryHold(hold))
        {
            return new LogReader(this, hold, from);
        }

        hold.Unpin();
        return null;
    }
}
