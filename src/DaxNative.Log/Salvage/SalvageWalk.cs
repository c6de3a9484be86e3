namespace DaxNative.Log;

/// <summary>Goes through a ring from the head on, across what is damaged: from line to line, until a sound record stands there again.</summary>
internal sealed class SalvageWalk(LogMemory memory, LogState state)
{
    private readonly List<RecordHeader> _headers = [];
    private readonly List<LogDamage> _damages = [];
    private readonly List<LogCut> _cuts = [];
    private readonly long _limit = state.Head + memory.Capacity;
    private long _proven = LogPlace.ReadProven(memory.Mapping, state);
    private LogSequenceNumber? _last;

    /// <summary>Every record that is sound.</summary>
    internal IReadOnlyList<RecordHeader> Headers => _headers;

    internal IReadOnlyList<LogDamage> Damages => _damages;

    internal LogCuts Cuts { get; private set; } = LogCuts.None;

    /// <summary>Where the last sound record ends.</summary>
    internal long End { get; private set; } = state.Head;

    /// <summary>The greatest that any record or state has.</summary>
    internal uint Epoch { get; private set; } = state.Epoch;

    /// <summary>How many user records are sound.</summary>
    internal long Records { get; private set; }

    internal void Run()
    {
        uint epoch = 0;
        for (long position = state.Head; position < _limit;)
        {
            if (TryRead(position, epoch, out RecordHeader header))
            {
                Take(header);
                epoch = header.Epoch;
                position = End;
            }
            else if (TryFindNext(position, epoch, out long next) || _proven > position)
            {
                Damaged(position, next);
                position = next;
            }
            else
            {
                break;
            }
        }

        Cuts = LogCuts.Of(_cuts);
    }

    private bool TryRead(long position, uint epoch, out RecordHeader header) =>
        memory.TryRead(position, _limit, out header) && header.Epoch >= state.LeastEpoch(position, epoch);

    private void Take(RecordHeader header)
    {
        _headers.Add(header);
        Epoch = Math.Max(Epoch, header.Epoch);
        _proven = Math.Max(_proven, header.Durable);
        End = header.Position + header.RecordSize;
        Records += header.UserRecords;
        _last = header.UserRecords > 0 ? header.LastNumber : _last;
        if (header.Kind == RecordKind.Cut)
        {
            _cuts.Add(LogCut.Read(memory, header));
        }
    }

    // A sound record further on, whose existence or whose word says that what stands here was durable; else where the proof ends.
    private bool TryFindNext(long damaged, uint epoch, out long next)
    {
        for (next = damaged + LogLayout.LineSize; next < _limit; next += LogLayout.LineSize)
        {
            if (TryRead(next, epoch, out RecordHeader header) && (header.Durable > damaged || _proven > damaged))
            {
                return true;
            }
        }

        next = Math.Max(_proven, damaged);
        return false;
    }

    private void Damaged(long position, long next)
    {
        LogSequenceNumber? after = next < _limit && memory.TryRead(next, _limit, out RecordHeader header) ? header.SequenceNumber : null;
        _damages.Add(new LogDamage(memory.OffsetOf(position), position, next - position, _last, after));
    }
}
