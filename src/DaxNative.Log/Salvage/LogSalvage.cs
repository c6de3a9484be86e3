namespace DaxNative.Log;

/// <summary>What a log still has behind damage: what of it can be read, and what cannot.</summary>
/// <remarks>
/// A log that is damaged does not open, because an acknowledged record is lost. Look first (<see cref="Examine(PersistentMapping)"/>),
/// copy out what can be read (<see cref="LogSalvage.Records"/>), and only then cut the log before the damage (<see cref="Cut"/>).
/// </remarks>
public sealed class LogSalvage
{
    private readonly LogMemory _memory;
    private readonly LogState _state;
    private readonly SalvageWalk _walk;

    private LogSalvage(LogMemory memory, LogState state)
    {
        (_memory, _state, _walk) = (memory, state, new SalvageWalk(memory, state));
        _walk.Run();
    }

    /// <summary>Gets the damaged places, in their order; empty if the log is sound.</summary>
    public IReadOnlyList<LogDamage> Damages => _walk.Damages;

    /// <summary>Gets how many user records can be read.</summary>
    public long Count => _walk.Records;

    /// <summary>Looks at every record of a log, without changing anything.</summary>
    /// <param name="mapping">A mapping that holds a log which nobody has open; read-only will do.</param>
    /// <returns>What is there.</returns>
    /// <exception cref="LogException">There is no log, or not one that this program can read.</exception>
    /// <exception cref="LogCorruptException">The log's identity or both its states are damaged: where its records are is not known.</exception>
    public static LogSalvage Examine(PersistentMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        LogIdentity identity = LogPlace.ReadIdentity(mapping);
        LogState state = LogPlace.ReadState(mapping, identity, out _);
        return new LogSalvage(new LogMemory(mapping, identity, state.Origin, state.Capacity), state);
    }

    /// <summary>Gets every record that can be read, in their order, across the damage; those that TruncateEnd gave up are not among them.</summary>
    /// <returns>Copies.</returns>
    public IEnumerable<LogEntry> Records()
    {
        foreach (RecordHeader header in _walk.Headers)
        {
            int offset = 0;
            for (int i = 0; i < header.UserRecords; i++)
            {
                ReadOnlySpan<byte> payload = _memory.Read(header.Position + RecordHeader.Size, header.Length);
                int length = header.Kind == RecordKind.Single ? header.Length : BatchPayload.LengthAt(payload, header.Count, i, offset, _memory.OffsetOf(header.Position));
                var number = new LogSequenceNumber(header.Position, i);
                LogSequenceNumber next = i + 1 < header.UserRecords ? new(header.Position, i + 1) : new(header.Position + header.RecordSize, 0);
                byte[] copy = payload.Slice(offset, length).ToArray();
                offset += length;
                if (!_walk.Cuts.Covers(number))
                {
                    yield return new LogEntry(number, next, copy);
                }
            }
        }
    }

    /// <summary>
    /// Gives up the first damaged place and everything behind it, so that the log opens again. Durable when the call returns. What is
    /// given up is lost: copy <see cref="Records"/> out first.
    /// </summary>
    /// <returns>How many user records that could still be read were given up.</returns>
    /// <exception cref="InvalidOperationException">The log is not damaged; nothing was changed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or it could not be made durable.</exception>
    public long Cut()
    {
        if (Damages.Count == 0)
        {
            throw new InvalidOperationException("The log is not damaged: open it.");
        }

        long tail = Damages[0].Position;
        long lost = Records().LongCount(record => record.SequenceNumber.Position >= tail);

        // Where the power goes in between, the log is damaged still, and is cut again.
        PersistentMapping mapping = _memory.Mapping;
        mapping.StoreAtomic(LogLayout.TailWordOffset, tail, StoreOptions.NoDrain);
        LogPlace.WriteState(mapping, _memory.Identity, _state with { Sequence = _state.Sequence + 1, Tail = tail, Epoch = checked(_walk.Epoch + 1), IsClean = false });
        return lost;
    }
}

/// <summary>A place where a log is damaged.</summary>
/// <param name="Offset">Where it begins, in bytes within the mapping.</param>
/// <param name="Position">Where that is in the log's history, in bytes.</param>
/// <param name="Length">How long it is, in bytes: up to the next record that can be read, or as far as the log is known to go.</param>
/// <param name="Before">The last record before it; null if there is none.</param>
/// <param name="After">The first record behind it; null if there is none.</param>
public sealed record LogDamage(long Offset, long Position, long Length, LogSequenceNumber? Before, LogSequenceNumber? After);
