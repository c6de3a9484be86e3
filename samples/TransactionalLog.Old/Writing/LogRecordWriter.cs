using System.Buffers;

namespace DaxNative.Logs;

/// <summary>
/// A record that a serializer writes straight into the media: nothing is copied. Room for the longest that it may become is
/// taken when it begins; what it leaves is skipped by readers.
/// </summary>
/// <remarks>
/// May be used again after <see cref="Commit"/> or <see cref="Dispose"/>. One thread at a time. Whatever is appended meanwhile is acknowledged only after this record, so be quick. Disposing
/// without a commit gives the record up.
/// </remarks>
public sealed class LogRecordWriter : IBufferWriter<byte>, IDisposable
{
    private readonly TransactionalLog _log;
    private Reservation _piece;
    private int _most;
    private int _length;
    private bool _isOpen;

    internal LogRecordWriter(TransactionalLog log) => _log = log;

    /// <summary>Gets how many bytes were written.</summary>
    public int WrittenCount => _length;

    /// <summary>Begins a record.</summary>
    /// <param name="most">The most bytes that it may become.</param>
    /// <exception cref="InvalidOperationException">The record before is neither committed nor given up.</exception>
    /// <exception cref="LogException">As <see cref="TransactionalLog.Append(ReadOnlySpan{byte})"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public void Begin(int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        if (_isOpen)
        {
            throw new InvalidOperationException("The record before is neither committed nor given up.");
        }

        _piece = _log.Reserve(most, StackPage.Current);
        _log.Hold();
        (_most, _length, _isOpen) = (most, 0, true);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _most - _length);
        _length += count;
    }

    /// <inheritdoc/>
    /// <exception cref="LogException">The record would be longer than was said when it began (<see cref="LogError.RecordTooLarge"/>).</exception>
    public Span<byte> GetSpan(int sizeHint = 0) => _log.InPlace(_piece, _length, Room(sizeHint));

    /// <inheritdoc/>
    /// <exception cref="LogException">The record would be longer than was said when it began (<see cref="LogError.RecordTooLarge"/>).</exception>
    public Memory<byte> GetMemory(int sizeHint = 0) => _log.InPlaceMemory(_piece, _length, Room(sizeHint));

    /// <summary>Appends the record. It is durable when the call returns.</summary>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="LogException">It, or one before it, failed half-way (<see cref="LogError.Faulted"/>).</exception>
    /// <exception cref="InvalidOperationException">It is committed or given up already.</exception>
    public LogSequenceNumber Commit()
    {
        Finish(RecordKind.Single);
        return _log.NumberOf(_piece);
    }

    /// <summary>Gives the record up if it is not committed.</summary>
    public void Dispose()
    {
        if (_isOpen)
        {
            Finish(RecordKind.Padding);
        }
    }

    private void Finish(RecordKind kind)
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("The record is committed or given up already.");
        }

        _isOpen = false;
        _log.Finish(_piece, kind, _length);
        _log.LetGo();
    }

    private int Room(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (!_isOpen)
        {
            throw new InvalidOperationException("The record is committed or given up already.");
        }

        return _most - _length >= Math.Max(1, sizeHint)
            ? _most - _length
            : throw new LogException(LogError.RecordTooLarge, $"The record was said to have at most {_most} bytes; it has {_length}, and {sizeHint} more are asked for.");
    }
}
