using System.Buffers.Binary;

namespace DaxNative.Log;

/// <summary>
/// Finds where a log ends, from its records alone. What is not sound and lies before a position that a later record, a state or
/// the tail word proves durable is damage; what is not sound and lies behind every such position was under way when the power
/// went, and is dropped with all that follows.
/// </summary>
internal sealed class LogScanner(LogMemory memory, LogState state, IProgress<long>? progress = null)
{
    private const long ProgressStep = 1 << 20;

    private readonly long _end = state.Head + memory.Capacity;
    private readonly List<LogCut> _cuts = [];
    private long _proven = LogPlace.ReadProven(memory.Mapping, state);
    private uint _epoch;
    private LogSequenceNumber? _last;

    /// <exception cref="LogCorruptException">A record that was durable is not sound.</exception>
    internal RecoveredLog Scan()
    {
        long position = ReadSound();
        long dropped = CheckBehind(position);
        return new RecoveredLog
        {
            State = state,
            Tail = position,
            Proven = _proven,
            Epoch = Math.Max(_epoch, state.Epoch),
            Cuts = LogCuts.Of(_cuts),
            Report = new LogRecovery(WasClean: false, _last, dropped),
        };
    }

    // An epoch less than the one before, or than the one of a state that ended here, was left by an opening whose log was cut here.
    private long ReadSound()
    {
        long position = state.Head;
        long reported = position;
        while (position < _end && memory.TryRead(position, _end, out RecordHeader header) && header.Epoch >= LeastEpoch(position))
        {
            _epoch = header.Epoch;
            _proven = Math.Max(_proven, header.Durable);
            Note(header);
            position += header.RecordSize;
            if (position - reported >= ProgressStep)
            {
                progress?.Report(reported = position);
            }
        }

        return position;
    }

    private uint LeastEpoch(long at) => state.LeastEpoch(at, _epoch);

    private void Note(RecordHeader header)
    {
        if (header.UserRecords > 0)
        {
            _last = header.LastNumber;
        }
        else if (header.Kind == RecordKind.Cut)
        {
            _cuts.Add(LogCut.Read(memory, header));
        }
    }

    // To the very end: damage may be long, and a record behind it proves that there was something.
    private long CheckBehind(long cut)
    {
        long dropped = 0;
        CheckNextLap(cut);
        uint epoch = LeastEpoch(cut);
        for (long position = cut + LogLayout.LineSize; position < _end; position += LogLayout.LineSize)
        {
            if (memory.TryRead(position, _end + memory.Capacity, out RecordHeader header) && header.Epoch >= epoch)
            {
                // What reaches into the next lap was written after a head that is not the state's, too.
                if (header.Durable > cut || position + header.RecordSize > _end)
                {
                    throw Damage(cut, header.SequenceNumber);
                }

                dropped++;
            }
        }

        return _proven > cut ? throw Damage(cut, null) : dropped;
    }

    // A record a lap further on was written after a head that is not the state's: the state that had it is damaged.
    private void CheckNextLap(long cut)
    {
        for (long position = cut + memory.Capacity; position < _end + memory.Capacity; position += LogLayout.LineSize)
        {
            if (memory.TryRead(position, _end + memory.Capacity, out RecordHeader header))
            {
                throw Damage(cut, header.SequenceNumber);
            }
        }
    }

    private LogCorruptException Damage(long position, LogSequenceNumber? after) => new(
        $"The record at offset {memory.OffsetOf(position)} (position {position}) was durable and is damaged. LogSalvage reads past it, or cuts the log there.",
        memory.OffsetOf(position),
        _last,
        after);
}
