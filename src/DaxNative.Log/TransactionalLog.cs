using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaxNative.Log;

/// <summary>
/// A write-ahead log in persistent memory: what was appended is there after a crash, whole and in order, or it was not
/// acknowledged. One drain an append, or a group of them.
/// </summary>
/// <remarks>
/// Every member is thread-safe. Append either through the one <see cref="LogAppender"/>, which is the fastest, or from any thread by
/// <see cref="Append"/> and <see cref="AppendAsync"/>. On a mapping of page granularity an append is an msync, and everything else is
/// the same. What survives is what <see cref="PersistentMapping.Guarantee"/> says of <see cref="Mapping"/>. One thing cannot be seen
/// after a power cut: whether media damage to the very last record hit one that was acknowledged; it is dropped as one under way.
/// </remarks>
public sealed partial class TransactionalLog : IDisposable
{
    // Two logs in one mapping would both be right and lose everything.
    private static readonly ConditionalWeakTable<PersistentMapping, TransactionalLog> s_open = new();

    private readonly LogSignal _moved = new();
    private readonly LogSignal _freed = new();
    private readonly LogRoom _room;
    private readonly LogWriter _writer;
    private readonly AppendQueue _queue;
    private readonly bool _leaveOpen;
    private readonly LogOptions _options;
    private LogMemory _memory;

    private TransactionalLog(LogMemory memory, RecoveredLog recovered, LogOptions? options, bool leaveOpen)
    {
        uint epoch = recovered.Epoch < uint.MaxValue
            ? recovered.Epoch + 1
            : throw new LogException(LogError.Exhausted, "The log was opened 4,294,967,295 times. Go on in a new one.");
        _memory = memory;
        _options = options ?? new LogOptions();
        _leaveOpen = leaveOpen;
        _state = recovered.State;
        _cuts = recovered.Cuts;
        Recovery = recovered.Report;
        _room = new LogRoom(_freed);
        _room.MoveHead(recovered.State.Head);
        _writer = new LogWriter(memory, _room, _moved, recovered.Tail, epoch) { Logger = Logger };
        _queue = new AppendQueue(_writer, _freed, isSlow: memory.Mapping.Granularity == StoreGranularity.Page);

        // Before the first append: a record of this epoch says that whatever lies behind it with a lesser one was cut off.
        LogRecoverer.WriteBack(memory, recovered);
        ChangeState(state => state with { Tail = recovered.Tail, Epoch = epoch, IsClean = false });
        LogPlace.PublishTail(memory.Mapping, recovered.Tail);
    }

    internal ILogger Logger => _options.Logger ?? NullLogger.Instance;

    /// <summary>Gets the mapping that the log lies in, and so what is guaranteed for it.</summary>
    public PersistentMapping Mapping => Memory.Mapping;

    /// <summary>Gets what opening the log found.</summary>
    public LogRecovery Recovery { get; }

    /// <summary>Gets the longest record that fits, in bytes.</summary>
    public int MostPayload => Memory.MostPayload;

    /// <summary>Gets how many bytes of records the log can hold, their headers and padding included.</summary>
    public long Capacity => Memory.Capacity;

    /// <summary>Gets how many bytes are taken.</summary>
    public long Used => _writer.Tail - _room.Head;

    /// <summary>Gets the number from which records are kept: the first one's, if there is any.</summary>
    public LogSequenceNumber Head => new(_room.Head, 0);

    /// <summary>Gets the number that the next record will have, or a greater one. Every record before it is durable.</summary>
    public LogSequenceNumber Tail => new(_writer.Tail, 0);

    internal LogMemory Memory => Volatile.Read(ref _memory);

    internal LogWriter Writer => _writer;

    internal LogRoom Room => _room;

    internal LogCuts Cuts => Volatile.Read(ref _cuts);

    internal LogSignal MovedSignal => _moved;

    /// <summary>
    /// Closes the log: an append under way ends, everybody who waits is told, and the next opening need not look at the records. The
    /// memory stays mapped, and the file locked, until the last reader is disposed. Idempotent.
    /// </summary>
    /// <exception cref="LogException">The closing could not be made durable (<see cref="LogError.Faulted"/>); the log is as it would be after a crash.</exception>
    public void Dispose()
    {
        bool isFirst = _writer.Stop();
        lock (_stateGate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        _queue.Close();
        _freed.Raise();
        try
        {
            if (isFirst)
            {
                // An end that was cut off is found again only by looking at the records.
                ChangeState(state => state with { Tail = _writer.Tail, IsClean = Cuts.IsEmpty });
            }

            LogEvents.Closed(Logger, Mapping.Path, Tail);
        }
        catch (LogException failure)
        {
            LogEvents.NotClosed(Logger, failure, Mapping.Path);
            if (_options.ThrowsWhenNotClosed)
            {
                throw;
            }
        }
        finally
        {
            LogMeter.Remove(this);
            s_open.Remove(Mapping);
            if (!_leaveOpen)
            {
                _outgrown.ForEach(mapping => mapping.Dispose());
                Mapping.Dispose();
            }
        }
    }

    /// <summary>Leaves everything as it is, as the end of the process would: for tests.</summary>
    internal void Abandon()
    {
        _writer.Stop();
        _isClosed = true;
        _queue.Close();
        LogMeter.Remove(this);
        s_open.Remove(Mapping);
    }

    internal void ThrowIfStopped()
    {
        if (_writer.Refusal is { } refusal)
        {
            throw refusal;
        }
    }
}
