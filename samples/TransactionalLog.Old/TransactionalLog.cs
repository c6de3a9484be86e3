using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>
/// A write-ahead log in persistent memory: what was appended is there after a crash, whole and in order, or it was not
/// acknowledged. One fence an append.
/// </summary>
/// <remarks>
/// Every member is thread-safe. On a mapping of page granularity an append is an msync, and everything else is the same.
/// Threads that append all the time come to take turns of 50 µs where that gets them all further; a
/// <see cref="PartitionedLog"/> needs no order between them.
/// What survives is what <see cref="PersistentMapping.Guarantee"/> says of <see cref="Mapping"/>.
/// </remarks>
public sealed partial class TransactionalLog : IDisposable
{
    private readonly LogMemory _memory;
    private readonly LogTail _tail;
    private readonly RecordWriter _writer;
    private readonly uint _epoch;
    private readonly bool _leaveOpen;

    private TransactionalLog(LogMemory memory, RecoveredLog recovered, bool leaveOpen)
    {
        _memory = memory;
        _leaveOpen = leaveOpen;
        _epoch = checked(recovered.Epoch + 1);
        _tail = new LogTail(memory, recovered.Tail, recovered.State.Head);
        _writer = new RecordWriter(memory, _epoch);
        _state = recovered.State;
        Recovery = recovered.ToReport();

        // Before the first append: a record of this epoch says that whatever lies behind it with a lesser one was cut off.
        ChangeState(state => state with { Tail = recovered.Tail, Epoch = _epoch, IsClean = false });
    }

    /// <summary>Gets the mapping that the log lies in, and so what is guaranteed for it.</summary>
    public PersistentMapping Mapping => _memory.Mapping;

    /// <summary>Gets what opening the log found.</summary>
    public LogRecovery Recovery { get; }

    /// <summary>Gets the longest record that fits, in bytes.</summary>
    public int MostPayload => _memory.MostPayload;

    /// <summary>Gets how many bytes of records the log can hold, their headers and padding included.</summary>
    public long Capacity => _memory.Capacity;

    /// <summary>Gets how many bytes are taken.</summary>
    public long Used => _tail.Durable - Volatile.Read(ref _head);

    /// <summary>Appends a record. It is durable, and everything appended before it, when the call returns.</summary>
    /// <param name="payload">The record, of 0 to <see cref="MostPayload"/> bytes.</param>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="LogException">
    /// The record is too large (<see cref="LogError.RecordTooLarge"/>), there is no room (<see cref="LogError.Full"/>): nothing
    /// was written; or an append failed half-way (<see cref="LogError.Faulted"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LogSequenceNumber Append(ReadOnlySpan<byte> payload) =>
        payload.Length < Crc32C.Long ? AppendShort(payload) : AppendLong(payload);

    /// <summary>Begins a transaction.</summary>
    /// <returns>A transaction, to be used once or many times.</returns>
    public LogTransaction BeginTransaction() => new(this);

    /// <summary>Closes the log: appends under way end, and the next opening need not look at the records.</summary>
    /// <exception cref="DaxException">The closing could not be written; the log is as it would be after a crash.</exception>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed != 0)
            {
                return;
            }

            _closed = 1;
        }

        _committer?.Dispose();
        try
        {
            if (_tail.Close() is { } tail)
            {
                ChangeState(state => state with { Tail = tail, IsClean = true });
            }
        }
        finally
        {
            if (!_leaveOpen)
            {
                Mapping.Dispose();
            }
        }
    }

    /// <summary>The checksum of a record that begins with a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Checksum(long time, ReadOnlySpan<byte> payload) => _writer.Checksum(time, payload);

    /// <summary>Takes the room of a record.</summary>
    internal Reservation Reserve(long length, nint page) => _tail.Reserve(SizeOf(length), page);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long SizeOf(long length)
    {
        if (length > MostPayload)
        {
            ThrowTooLarge(length);
        }

        return RecordHeader.SizeOf(length);
    }

    [DoesNotReturn]
    private void ThrowTooLarge(long length) =>
        throw new LogException(LogError.RecordTooLarge, $"{length} bytes are more than this log takes in one record, {MostPayload}.");

    internal LogSequenceNumber NumberOf(Reservation piece) => new(piece.StartIn(_memory), 0);

    /// <summary>Makes durable what this thread stored from a position on, and says so.</summary>
    internal void Acknowledge(long from, long end)
    {
        try
        {
            _writer.Drain(from, end);
        }
        catch (Exception cause)
        {
            throw _tail.Fail(cause);
        }

        _tail.Publish(from, end);
    }
}
