namespace DaxNative.Logs;

/// <summary>
/// Finds where a log ends, from its records alone. What is not sound and lies before a position that a later record or
/// a state proves durable is damage; what is not sound and lies behind every such position was under way when the power
/// went, and is dropped with all that follows.
/// </summary>
internal sealed class LogScanner(LogMemory memory, IProgress<long>? progress = null)
{
    private const long ProgressStep = 1 << 20;

    /// <exception cref="LogCorruptException">A record that was durable is not sound.</exception>
    internal RecoveredLog Scan(LogState state)
    {
        long end = state.Head + memory.Capacity;
        long position = state.Head;
        long proven = state.Tail;
        long reported = position;
        uint epoch = 0;
        LogSequenceNumber? last = null;
        uint LeastEpoch(long at) => at >= state.Tail ? Math.Max(epoch, state.Epoch) : epoch;

        // An epoch less than the one before, or than the one of a state that ended here, was left by an opening whose log
        // was cut here.
        while (position < end && memory.TryRead(position, end, out RecordHeader header) && header.Epoch >= LeastEpoch(position))
        {
            epoch = header.Epoch;
            proven = Math.Max(proven, header.Durable);
            last = header.Kind == RecordKind.Padding ? last : header.SequenceNumber;
            position += header.RecordSize;
            if (position - reported >= ProgressStep)
            {
                progress?.Report(reported = position);
            }
        }

        long dropped = CheckBehind(position, end, LeastEpoch(position), proven, last);
        return new RecoveredLog(state, position, Math.Max(epoch, state.Epoch), last, dropped, WasScanned: true);
    }

    // To the very end: damage may be long, and a record behind it proves that there was something.
    private long CheckBehind(long cut, long end, uint epoch, long proven, LogSequenceNumber? last)
    {
        long dropped = 0;
        CheckNextLap(cut, end, last);
        for (long position = cut + LogLayout.LineSize; position < end; position += LogLayout.LineSize)
        {
            if (memory.TryRead(position, end, out RecordHeader header) && header.Epoch >= epoch)
            {
                if (header.Durable > cut)
                {
                    throw Damage(cut, last, header.SequenceNumber);
                }

                dropped++;
            }
        }

        return proven > cut ? throw Damage(cut, last, null) : dropped;
    }

    // A record a lap further on was written after a head that is not the state's: the state that had it is damaged.
    private void CheckNextLap(long cut, long end, LogSequenceNumber? last)
    {
        for (long position = cut + memory.Capacity; position < end + memory.Capacity; position += LogLayout.LineSize)
        {
            if (memory.TryRead(position, end + memory.Capacity, out RecordHeader header))
            {
                throw Damage(cut, last, header.SequenceNumber);
            }
        }
    }

    private LogCorruptException Damage(long position, LogSequenceNumber? before, LogSequenceNumber? after) => new(
        $"The record at offset {memory.OffsetOf(position)} (position {position}) was durable and is damaged.",
        memory.OffsetOf(position),
        before,
        after);
}
