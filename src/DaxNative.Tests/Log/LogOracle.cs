using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>What a memory holds by docs/log-format.md alone: nothing of the engine is used.</summary>
internal sealed class LogOracle
{
    private const int TailWord = 3072;
    private readonly byte[] _memory;
    private readonly LogFront _front;
    private readonly LogFront.State _state;
    private readonly List<(long Number, ReadOnlyMemory<byte> Payload)> _records = [];
    private readonly List<(long From, long At)> _cuts = [];
    private long? _last;
    private uint _epoch;

    private LogOracle(byte[] memory, LogFront front, LogFront.State state) => (_memory, _front, _state) = (memory, front, state);

    /// <summary>What opening it and reading all of it comes to.</summary>
    internal static LogVerdict Judge(byte[] memory)
    {
        if (!memory.AsSpan(0, 8).SequenceEqual("DAXNTLOG"u8))
        {
            return LogVerdict.Refusal(LogSays.NoLog);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(memory.AsSpan(8)) > 2)
        {
            return LogVerdict.Refusal(LogSays.NewerVersion);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(memory.AsSpan(32)) != LogSum.Of(~0u, memory.AsSpan(0, 32)))
        {
            return LogVerdict.Refusal(LogSays.Damage);
        }

        var front = new LogFront(memory);
        return front.Newest is not { } state ? LogVerdict.Refusal(LogSays.Damage, 1024)
            : 4096 + state.Capacity > memory.Length ? LogVerdict.Refusal(LogSays.WrongLength)
            : new LogOracle(memory, front, state).Judge();
    }

    private LogVerdict Judge()
    {
        bool isContinued = _state.Tail < _state.End && TryRead(_state.Tail, _state.End, out LogPiece next) && next.Epoch > _state.Epoch;
        return _state.IsClosed && _front.IsWhole && !isContinued ? Closed() : Scanned();
    }

    // What is damaged is seen by whoever reads as far as that.
    private LogVerdict Closed()
    {
        for (long position = _state.Head; position < _state.Tail;)
        {
            if (!TryRead(position, _state.Tail, out LogPiece piece))
            {
                return new LogVerdict(LogSays.Damage, HasOpened: true, _state.OffsetOf(position), null, _records, _state.Checkpoint, 0);
            }

            piece.AddRecordsTo(_records, _memory);
            position = piece.End;
        }

        return new LogVerdict(LogSays.Opens, HasOpened: true, 0, null, _records, _state.Checkpoint, 0);
    }

    private LogVerdict Scanned()
    {
        long proven = _state.Tail;
        long end = _state.Head;
        while (end < _state.End && TryRead(end, _state.End, out LogPiece piece) && piece.Epoch >= LeastEpoch(end))
        {
            _epoch = piece.Epoch;
            proven = Math.Max(proven, piece.Durable);
            _last = piece.HasRecords ? piece.Number + piece.Count - 1 : _last;
            piece.AddRecordsTo(_records, _memory);
            if (piece.Kind == LogPiece.Cut)
            {
                _cuts.Add((piece.From(_memory), piece.Number));
            }

            end = piece.End;
        }

        long word = BinaryPrimitives.ReadInt64LittleEndian(_memory.AsSpan(TailWord));
        if (word % 64 == 0 && word >= _state.Head && word <= _state.End)
        {
            proven = Math.Max(proven, word);
        }

        (bool isProven, long dropped) = LookBehind(end);
        return isProven || proven > end
            ? new LogVerdict(LogSays.Damage, HasOpened: false, _state.OffsetOf(end), _last, [], default, 0)
            : new LogVerdict(LogSays.Opens, HasOpened: true, 0, null, [.. _records.Where(record => !IsGivenUp(record.Number))], _state.Checkpoint, dropped);
    }

    private bool IsGivenUp(long number) => _cuts.Exists(cut => number >= cut.From && number < cut.At);

    // Whether a sound record in the rest of the ring proves that something is missing at a position, or how many say nothing of it.
    private (bool IsProven, long Dropped) LookBehind(long end)
    {
        long dropped = 0;
        for (long position = end; position < _state.End; position += 64)
        {
            if (TryRead(position + _state.Capacity, _state.End + _state.Capacity, out LogPiece nextLap) && nextLap.Epoch >= LeastEpoch(end))
            {
                return (true, 0);
            }

            if (position > end && TryRead(position, _state.End + _state.Capacity, out LogPiece piece) && piece.Epoch >= LeastEpoch(end))
            {
                if (piece.Durable > end || piece.End > _state.End)
                {
                    return (true, 0);
                }

                dropped++;
            }
        }

        return (false, dropped);
    }

    private uint LeastEpoch(long at) => at >= _state.Tail ? Math.Max(_epoch, _state.Epoch) : _epoch;

    private bool TryRead(long position, long end, out LogPiece piece)
    {
        piece = LogPiece.At(_memory, _state.OffsetOf(position));
        bool isPossible = piece.Kind switch
        {
            LogPiece.Single or LogPiece.Padding => piece.Count == 1,
            LogPiece.Several => (long)piece.Count * sizeof(int) <= piece.Length,
            LogPiece.Cut => piece.Count == 1 && piece.Length == sizeof(long),
            _ => false,
        };
        if (piece.Position != position || piece.Durable > position || !isPossible || piece.Length > (_state.Capacity / 2) - LogPiece.HeaderSize
            || piece.End > end || piece.End - position > _state.RoomBehind(position))
        {
            return false;
        }

        uint payload = LogSum.Of(_front.Seed, _memory.AsSpan(piece.Offset + LogPiece.HeaderSize, piece.Meaningful - LogPiece.HeaderSize));
        return BinaryPrimitives.ReadUInt32LittleEndian(_memory.AsSpan(piece.Offset)) == LogSum.Of(payload, _memory.AsSpan(piece.Offset + 4, LogPiece.HeaderSize - 4));
    }
}

/// <summary>What is to be said of a memory.</summary>
internal enum LogSays
{
    Opens,
    NoLog,
    NewerVersion,
    WrongLength,
    Damage,
}

/// <param name="Says">How it ends.</param>
/// <param name="HasOpened">Whether the log opens; then damage is found by reading.</param>
/// <param name="Offset">Where the damage is.</param>
/// <param name="Before">The number of the last sound record before damage that opening finds.</param>
/// <param name="Records">What is read.</param>
/// <param name="Checkpoint">The user's.</param>
/// <param name="Dropped">How many whole records are dropped.</param>
internal sealed record LogVerdict(
    LogSays Says, bool HasOpened, long Offset, long? Before, IReadOnlyList<(long Number, ReadOnlyMemory<byte> Payload)> Records, ReadOnlyMemory<byte> Checkpoint, long Dropped)
{
    internal static LogVerdict Refusal(LogSays says, long offset = 0) => new(says, HasOpened: false, offset, null, [], default, 0);

    /// <returns>In what the outcome is another one; null if it is this.</returns>
    internal string? Against(LogVictim.Outcome outcome)
    {
        if (outcome.Says != Says || outcome.HasOpened != HasOpened)
        {
            return $"the document says {Says}, opened {HasOpened}, at {Offset}; the engine {outcome.Says}, opened {outcome.HasOpened}: {outcome.Failure?.Message}";
        }

        if (Says == LogSays.Damage && (outcome.Offset != Offset || (!HasOpened && outcome.Before != Before)))
        {
            return $"the document says damage at {Offset} behind {Before}; the engine at {outcome.Offset} behind {outcome.Before}";
        }

        if (HasOpened && (!outcome.Checkpoint.AsSpan().SequenceEqual(Checkpoint.Span) || outcome.Dropped != Dropped))
        {
            return $"another checkpoint, or {outcome.Dropped} records dropped where the document says {Dropped}";
        }

        for (int i = 0; i < Math.Min(Records.Count, outcome.Records.Count); i++)
        {
            if (Records[i].Number != outcome.Records[i].Number || !Records[i].Payload.Span.SequenceEqual(outcome.Records[i].Payload))
            {
                return $"the document says that record {Records[i].Number} is next; the engine returned {outcome.Records[i].Number}, or other bytes";
            }
        }

        return Records.Count == outcome.Records.Count ? null : $"the document says {Records.Count} records; the engine returned {outcome.Records.Count}";
    }
}
