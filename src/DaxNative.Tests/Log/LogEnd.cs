using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>
/// Stores records by hand behind a log's end, as a writer does whose process or power ends on the way: of the first one perhaps only
/// some words, eight bytes each; what stands behind that one whole was never acknowledged either.
/// </summary>
internal sealed class LogEnd
{
    private readonly byte[] _memory;
    private readonly Random _random;
    private readonly LogFront _front;
    private readonly LogFront.State _state;
    private readonly long _durable;

    internal LogEnd(byte[] memory, long tail, Random random)
    {
        (_memory, _random, _durable, End) = (memory, random, tail, tail);
        _front = new LogFront(memory);
        _state = _front.Newest!.Value;
        Untorn = memory;
    }

    /// <summary>Where the log ends now.</summary>
    internal long End { get; private set; }

    /// <summary>The whole records, which are kept.</summary>
    internal List<(long Number, byte[] Payload)> Kept { get; } = [];

    /// <summary>Whole records behind a torn one, which are dropped; but they say what was durable before it.</summary>
    internal List<LogPiece> Dropped { get; } = [];

    /// <summary>What the memory would hold if nothing had been torn.</summary>
    internal byte[] Untorn { get; private set; }

    /// <param name="records">How many, if there is room.</param>
    /// <param name="mayTear">Whether the first one may be torn.</param>
    internal LogEnd Store(int records, bool mayTear)
    {
        byte[] before = [.. _memory];
        var pieces = new List<(LogPiece Piece, byte[] Payload)>();
        long end = End;
        for (int i = 0; i < records; i++)
        {
            byte[] payload = new byte[_random.Next(300)];
            _random.NextBytes(payload);
            long size = (LogPiece.HeaderSize + payload.Length + 63) & -64;
            long room = _state.RoomBehind(end);
            long skipped = size > room ? room : 0;
            if (end + skipped + size > _state.End)
            {
                break;
            }

            if (skipped > 0)
            {
                pieces.Add((Write(end, LogPiece.Padding, (int)room - LogPiece.HeaderSize, []), []));
            }

            end += skipped;
            pieces.Add((Write(end, LogPiece.Single, payload.Length, payload), payload));
            end += size;
        }

        Untorn = [.. _memory];

        // Padding is durable before the record behind it is stored.
        int first = pieces.FindIndex(piece => piece.Piece.Kind == LogPiece.Single);
        if (first >= 0 && mayTear)
        {
            Tear(pieces[first].Piece, before);
        }

        foreach ((LogPiece piece, byte[] payload) in pieces.Where(piece => piece.Piece.IsIntact(Untorn, _memory)))
        {
            if (piece.Position != End)
            {
                Dropped.Add(piece);
                continue;
            }

            End = piece.End;
            if (piece.HasRecords)
            {
                Kept.Add((piece.Number, payload));
            }
        }

        return this;
    }

    private LogPiece Write(long position, int kind, int length, byte[] payload)
    {
        int offset = _state.OffsetOf(position);
        Span<byte> header = _memory.AsSpan(offset, LogPiece.HeaderSize);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], length);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], position);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], _durable);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], _state.Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], kind);
        BinaryPrimitives.WriteUInt32LittleEndian(header, LogSum.Of(LogSum.Of(_front.Seed, payload), header[4..]));
        payload.CopyTo(_memory, offset + LogPiece.HeaderSize);
        return LogPiece.At(_memory, offset);
    }

    // Mostly any words are missing; or one alone.
    private void Tear(LogPiece piece, byte[] before)
    {
        int words = (int)(piece.End - piece.Position) / sizeof(long);
        int missing = _random.Next(3) == 0 ? _random.Next(words) : -1;
        for (int i = 0; i < words; i++)
        {
            if (missing < 0 ? _random.Next(2) == 0 : i == missing)
            {
                before.AsSpan(piece.Offset + (i * sizeof(long)), sizeof(long)).CopyTo(_memory.AsSpan(piece.Offset + (i * sizeof(long))));
            }
        }
    }
}
