using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative.Log;

/// <summary>
/// The end of a log, for one owner: the fastest way to append. While it is not disposed, nobody else appends.
/// </summary>
/// <remarks>
/// <para>One thread at a time, but not always the same one; two at once are refused where that is seen.</para>
/// <para>
/// Records that are deferred are committed together: one record in the media, under one drain, of which a crash leaves all or
/// nothing. Until <see cref="Commit"/> nothing of them is in the log, so an exception in between, or a dispose, leaves nothing.
/// A record may also be written in place, as to any <see cref="IBufferWriter{T}"/>, and ended with <see cref="EndRecord"/>.
/// </para>
/// <para>One that is forgotten gives the end of the log back when the garbage collector finds it.</para>
/// </remarks>
public sealed class LogAppender : IBufferWriter<byte>, IDisposable
{
    private readonly TransactionalLog _log;
    private readonly LogWriter _writer;
    private readonly AppendQueue _queue;
    private int _isDisposed;

    internal LogAppender(TransactionalLog log, LogWriter writer, AppendQueue queue) => (_log, _writer, _queue) = (log, writer, queue);

    /// <summary>Gives the end of the log back, if its owner forgot to.</summary>
    ~LogAppender() => GiveBack(isFinal: true);

    /// <summary>Gets how many records are deferred.</summary>
    public int DeferredCount => _writer.Image.Count;

    /// <summary>Appends a record. It is durable, and everything appended before it, when the call returns.</summary>
    /// <param name="payload">The record, of 0 to <see cref="TransactionalLog.MostPayload"/> bytes. It may change meanwhile: some state of it is stored.</param>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="InvalidOperationException">Records are deferred, or written and not ended, or another thread uses the appender.</exception>
    /// <exception cref="LogException">
    /// The record is too large (<see cref="LogError.RecordTooLarge"/>) or there is no room (<see cref="LogError.Full"/>): nothing was
    /// written. Or it could not be made durable, now or before (<see cref="LogError.Faulted"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public LogSequenceNumber Append(ReadOnlySpan<byte> payload)
    {
        Enter();
        try
        {
            RequireEmpty();
            return _writer.AppendOne(payload);
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>Appends a record, if there is room for it.</summary>
    /// <param name="payload">As for <see cref="Append"/>.</param>
    /// <param name="number">Its sequence number.</param>
    /// <returns>False if the log is full; nothing was written.</returns>
    /// <exception cref="InvalidOperationException">As for <see cref="Append"/>.</exception>
    /// <exception cref="LogException">As for <see cref="Append"/>, but for <see cref="LogError.Full"/>.</exception>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public bool TryAppend(ReadOnlySpan<byte> payload, out LogSequenceNumber number)
    {
        Enter();
        try
        {
            RequireEmpty();
            bool fits = payload.Length > _writer.MostPayload || _writer.HasRoomFor(payload.Length);
            number = fits ? _writer.AppendOne(payload) : default;
            return fits;
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>Adds a record to those that <see cref="Commit"/> will append.</summary>
    /// <param name="payload">The record; it is copied.</param>
    /// <returns>Its place among them, from 0: its number is the one that <see cref="Commit"/> returns, plus this.</returns>
    /// <exception cref="InvalidOperationException">A record is written and not ended, or another thread uses the appender.</exception>
    /// <exception cref="LogException">
    /// Together they would be more than <see cref="TransactionalLog.MostPayload"/> bytes with four for each, or more than 65,536
    /// (<see cref="LogError.RecordTooLarge"/>): it was not added, and the others are as they were.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public int AppendDeferred(ReadOnlySpan<byte> payload)
    {
        // Touches nothing but the appender's own memory, so nobody has to wait for it.
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        _writer.RequireNobodyInside();
        if (_writer.Image.Written != 0 || !_writer.Image.TryAdd(payload))
        {
            ThrowNotAdded(payload.Length);
        }

        return _writer.Image.Count - 1;
    }

    /// <summary>Gets memory to write the next record to, behind what was written of it; at least one byte.</summary>
    /// <param name="sizeHint">How many bytes at least; 0 for any.</param>
    /// <returns>Ordinary memory: what is written to it later than the commit is lost, and harms nothing.</returns>
    /// <exception cref="LogException">The record would be too large (<see cref="LogError.RecordTooLarge"/>).</exception>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        Enter();
        try
        {
            return _writer.Image.TryGetMemory(Math.Max(sizeHint, 1), out Memory<byte> memory) ? memory : throw _writer.NotAdded(_writer.Image.Written + (long)sizeHint);
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <inheritdoc cref="GetMemory"/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Says how many bytes of the memory were written.</summary>
    /// <param name="count">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than the memory has.</exception>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public void Advance(int count)
    {
        Enter();
        try
        {
            if (!_writer.Image.TryAdvance(count))
            {
                throw new ArgumentOutOfRangeException(nameof(count), count, "More than the memory that GetMemory or GetSpan returned.");
            }
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>Makes a record of what was written, to be committed with the others.</summary>
    /// <returns>Its place among them, from 0.</returns>
    /// <exception cref="LogException">Together they would be too large (<see cref="LogError.RecordTooLarge"/>); it can be rolled back.</exception>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public int EndRecord()
    {
        Enter();
        try
        {
            if (!_writer.Image.TryEndWritten())
            {
                throw _writer.NotAdded(_writer.Image.Written);
            }

            return _writer.Image.Count - 1;
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>Appends what was deferred, all or nothing. It is durable, and everything appended before it, when the call returns.</summary>
    /// <returns>The first one's sequence number; those behind it follow by one each.</returns>
    /// <exception cref="InvalidOperationException">There is nothing to commit, or a record is written and not ended, or another thread uses the appender.</exception>
    /// <exception cref="LogException">There is no room (<see cref="LogError.Full"/>): nothing was written, and it can be committed later. Or as for <see cref="Append"/>.</exception>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public LogSequenceNumber Commit()
    {
        Enter();
        try
        {
            if (_writer.Image.Count == 0 || _writer.Image.Written != 0)
            {
                ThrowNothing();
            }

            return _writer.Commit();
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>Forgets what was deferred, and what was written and not ended.</summary>
    /// <exception cref="ObjectDisposedException">The appender or the log is disposed.</exception>
    public void Rollback()
    {
        Enter();
        _writer.Image.Clear();
        _writer.Exit();
    }

    /// <inheritdoc cref="TransactionalLog.TruncateEnd"/>
    /// <exception cref="InvalidOperationException">Records are deferred, or another thread uses the appender.</exception>
    public void TruncateEnd(LogSequenceNumber from)
    {
        Enter();
        try
        {
            RequireEmpty();
            _log.CutFrom(from);
        }
        finally
        {
            _writer.Exit();
        }
    }

    /// <summary>Gives the end of the log back. What was deferred and not committed is forgotten. Idempotent.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        GiveBack(isFinal: false);
    }

    private void GiveBack(bool isFinal)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _writer.Image.Clear();
            if (isFinal)
            {
                LogEvents.AppenderForgotten(_log.Logger, _log.Mapping.Path);

                // Others' work is not for the finaliser's thread.
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.TakeBack(), _queue, preferLocal: false);
            }
            else
            {
                _queue.TakeBack();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        _writer.Enter();
    }

    private void RequireEmpty()
    {
        if (!_writer.Image.IsEmpty)
        {
            ThrowDeferred();
        }
    }

    [DoesNotReturn]
    private static void ThrowDeferred() => throw new InvalidOperationException("Records are deferred. Commit them, or roll them back, first.");

    [DoesNotReturn]
    private void ThrowNotAdded(int length) => throw (_writer.Image.Written != 0
        ? new InvalidOperationException("A record was written and not ended. Call EndRecord, or roll it back, first.")
        : _writer.NotAdded(length));

    [DoesNotReturn]
    private void ThrowNothing() => throw new InvalidOperationException(_writer.Image.Written != 0
        ? "A record was written and not ended. Call EndRecord, or roll it back, first."
        : "There is nothing to commit.");
}
