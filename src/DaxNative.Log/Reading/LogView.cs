using System.Runtime.Versioning;

namespace DaxNative.Log;

/// <summary>
/// A log that another process has open, or nobody: read-only, beside its writer. Records are copied out, because their room cannot be
/// held from here.
/// </summary>
/// <remarks>
/// What is read was durable. One thread at a time. The writer's truncations, cuts and growth are seen and told: a record whose room
/// was used again is <see cref="LogError.Truncated"/>, never another record's bytes. After a power cut, and until the log is opened for
/// writing, the last records may be missing here: how far the log was acknowledged is told in memory only.
/// </remarks>
public sealed class LogView : IDisposable
{
    private readonly PersistentMapping _mapping;
    private readonly bool _leaveOpen;
    private readonly LogIdentity _identity;
    private readonly LogMemory _memory;
    private LogCuts _cuts = LogCuts.None;
    private long _scanned;

    private LogView(PersistentMapping mapping, bool leaveOpen)
    {
        _mapping = mapping;
        _leaveOpen = leaveOpen;
        _identity = LogPlace.ReadIdentity(mapping);
        LogState state = ReadState();
        _memory = new LogMemory(mapping, _identity, state.Origin, state.Capacity);
        _scanned = state.Head;
    }

    /// <summary>Gets the number from which records are kept.</summary>
    public LogSequenceNumber Head => new(ReadState().Head, 0);

    /// <summary>Gets the number behind the last record that is known to be durable.</summary>
    public LogSequenceNumber Tail => new(DurableTail(ReadState()), 0);

    internal LogMemory Memory => _memory;

    /// <summary>Opens a log for reading; it may be open for writing elsewhere.</summary>
    /// <param name="path">A file or a dax device that holds a log.</param>
    /// <param name="options">How; of it the granularity and the volatility are looked at. Null for the default.</param>
    /// <returns>The view; the caller disposes it.</returns>
    /// <exception cref="LogException">There is no log, or not one that this program can read.</exception>
    /// <exception cref="LogCorruptException">Its identity or both its states are damaged.</exception>
    /// <exception cref="DaxException">The file cannot be mapped.</exception>
    [SupportedOSPlatform("linux")]
    public static LogView Open(string path, LogOptions? options = null)
    {
        PersistentMapping mapping = PersistentMapping.Open(
            path, (options ?? new LogOptions()).Mapping(FileMode.Open) with { Access = MappingAccess.Read, Lock = false });
        try
        {
            return new LogView(mapping, leaveOpen: false);
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    /// <summary>Looks at a log in memory that the caller has mapped.</summary>
    /// <param name="mapping">A mapping that holds a log from its first byte on.</param>
    /// <param name="leaveOpen">Whether the mapping outlives the view.</param>
    /// <returns>The view; the caller disposes it.</returns>
    /// <exception cref="LogException">There is no log, or not one that this program can read.</exception>
    /// <exception cref="LogCorruptException">Its identity or both its states are damaged.</exception>
    public static LogView Open(PersistentMapping mapping, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new LogView(mapping, leaveOpen);
    }

    /// <summary>Gets the user's checkpoint.</summary>
    /// <returns>A copy.</returns>
    public byte[] GetCheckpoint()
    {
        LogState state = ReadState();
        byte[] bytes = new byte[state.Checkpoint.Length];
        state.Checkpoint.CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads from the first record that is kept.</summary>
    /// <returns>A reader.</returns>
    public LogViewReader Read() => Read(Head);

    /// <summary>Reads from a sequence number on.</summary>
    /// <param name="from">A record's number, or the <see cref="LogEntry.Next"/> of a record that was read before.</param>
    /// <returns>A reader.</returns>
    public LogViewReader Read(LogSequenceNumber from) => new(this, from);

    /// <summary>Ends the view.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _mapping.Dispose();
        }
    }

    // The writer writes one of the two places while this is read, and two changes may come between the two looks.
    internal LogState ReadState()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return LogPlace.ReadState(_mapping, _identity, out _);
            }
            catch (LogCorruptException) when (attempt < 10)
            {
                Thread.Yield();
            }
            catch (LogException grown) when (grown.Error == LogError.WrongLength && _memory is not null)
            {
                throw Grown();
            }
        }
    }

    internal long DurableTail(LogState state) => LogPlace.ReadProven(_mapping, state);

    internal void RequireSameMemory(LogState state)
    {
        if (state.Capacity != _memory.Capacity || state.Origin != _memory.Origin)
        {
            throw Grown();
        }
    }

    /// <summary>What a record was given up by. A cut stands behind what it gives up, so all records up to the tail are looked at first.</summary>
    internal LogCut? FindCut(LogSequenceNumber number, LogState state)
    {
        long tail = DurableTail(state);
        for (_scanned = Math.Max(_scanned, state.Head); _scanned < tail && _memory.TryRead(_scanned, tail, out RecordHeader header); _scanned += header.RecordSize)
        {
            if (header.Kind == RecordKind.Cut)
            {
                _cuts = _cuts.With(LogCut.Read(_memory, header));
            }
        }

        return _cuts.Find(number);
    }

    private static LogException Grown() => new(LogError.Grown, "The log has grown since this view of it was opened. Open it again.");
}
