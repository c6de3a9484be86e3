using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

/// <summary>What a <see cref="LogGroup"/> has appended and not committed; used again by the next group.</summary>
/// <param name="log">The log.</param>
/// <param name="tail">Its tail.</param>
internal sealed class OpenGroup(TransactionalLog log, LogTail tail)
{
    // So much is gathered at most, in bytes: it stays in the CPU's first cache.
    private const int MostTogether = 16 << 10;

    // To gather longer ones costs more than the lines that it saves.
    private const int MostGathered = 1024;

    private readonly GatheredRecords _gathered = new(Math.Min(log.MostPayload, MostTogether));
    private GrowingPiece _piece;
    private long _from;
    private long _firstNumber;

    /// <summary>Who keeps it for its next group; null if anybody may have it.</summary>
    internal CursorOwner? Owner { get; set; }

    /// <summary>Whether nothing waits for a commit.</summary>
    internal bool IsEmpty { get; private set; } = true;

    /// <summary>Appends a record behind those that are gathered, in few instructions and without a call: of this a group consists.</summary>
    /// <returns>Its number, which is less than zero if it was not appended.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long TryAppend(ReadOnlySpan<byte> payload)
    {
        int index = payload.Length > MostGathered ? -1 : _gathered.TryAddLines(payload);
        return index < 0 ? -1 : _firstNumber + index;
    }

    /// <summary>The same for the first record of all, if one writer is alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryBegin(ReadOnlySpan<byte> payload, nint page, out LogSequenceNumber number)
    {
        number = default;
        long length = TransactionPayload.LengthOf(payload.Length, 1);
        if (payload.Length > MostGathered || length > _gathered.Room || !tail.TryReserveMore(RecordHeader.SizeOf(length), page, out _piece))
        {
            return false;
        }

        (_from, IsEmpty) = (_piece.Start, false);
        _firstNumber = new LogSequenceNumber(_piece.Start, 0).Value;
        _gathered.Limit = RoomOf(_piece);
        number = new LogSequenceNumber(_firstNumber + _gathered.Add(payload));
        return true;
    }

    /// <summary>The same for the first record of those that are gathered, one that takes more than a look, and one that stands by itself.</summary>
    internal LogSequenceNumber Append(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MostGathered)
        {
            Take(payload.Length);
            log.Store(_piece.Start, payload);
            return new LogSequenceNumber(_piece.Start, 0);
        }

        if (_gathered.Count > 0 && _gathered.TryAdd(payload) is var index and >= 0)
        {
            return new LogSequenceNumber(_firstNumber + index);
        }

        nint page = StackPage.Current;
        if (_gathered.Count == 0 || !TryMakeRoom(payload.Length, page))
        {
            Take(TransactionPayload.LengthOf(payload.Length, 1));
            TryMakeRoom(payload.Length, page);
            _firstNumber = new LogSequenceNumber(_piece.Start, 0).Value;
        }

        return new LogSequenceNumber(_firstNumber + _gathered.Add(payload));
    }

    /// <summary>Appends records as one.</summary>
    internal LogSequenceNumber Append(ReadOnlySpan<byte> records, ReadOnlySpan<int> lengths)
    {
        Take(TransactionPayload.LengthOf(records.Length, lengths.Length));
        log.Store(_piece.Start, records, lengths);
        return new LogSequenceNumber(_piece.Start, 0);
    }

    /// <summary>Makes all of it durable, if all of it was gathered as one and one writer is alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryCommit(nint page)
    {
        if (_gathered.Count == 0 || _from != _piece.Start || tail.IsFaulted)
        {
            return false;
        }

        long end = _piece.EndWith(_gathered.PayloadLength);
        tail.Shorten(ref _piece, end, page);
        if (_piece.End != end || !log.TryAppendGathered(_from, _gathered))
        {
            return false;
        }

        _gathered.Clear();
        IsEmpty = true;
        return true;
    }

    /// <summary>Makes all of it durable.</summary>
    /// <exception cref="LogException">An append failed half-way, maybe an earlier commit of this: records that were not acknowledged must never seem to be.</exception>
    internal void Commit()
    {
        tail.ThrowIfFaulted();
        StoreGathered();
        AcknowledgeAll();
    }

    // Takes the room of a payload, behind what is stored then.
    private void Take(long length)
    {
        StoreGathered();

        // A commit leaves it as it was: a store less.
        _gathered.Limit = 0;
        nint page = StackPage.Current;

        // Who has its turn might wait for what we have.
        if (!IsEmpty && tail.HasToWait)
        {
            AcknowledgeAll();
        }

        Reservation piece = log.Reserve(length, page);

        // Somebody else's record lies between: what we have is committed, so that theirs need not wait for more.
        if (!IsEmpty && piece.From != _piece.End)
        {
            AcknowledgeAll();
        }

        if (IsEmpty)
        {
            (_from, IsEmpty) = (piece.From, false);
        }

        (_piece.Start, _piece.End) = (log.StoreBefore(piece), piece.End);
    }

    private void AcknowledgeAll()
    {
        log.Acknowledge(_from, _piece.End);
        IsEmpty = true;
    }

    private bool TryMakeRoom(int length, nint page)
    {
        if (!_gathered.TryGrow(length) || !tail.TryGrow(ref _piece, _piece.EndWith(_gathered.PayloadLength + TransactionPayload.LengthSize + length), page))
        {
            return false;
        }

        _gathered.Limit = RoomOf(_piece);
        return true;
    }

    // For a payload.
    private int RoomOf(GrowingPiece piece) => (int)Math.Min(_gathered.Room, piece.End - piece.Start - RecordHeader.Size);

    private void StoreGathered()
    {
        if (_gathered.Count > 0)
        {
            tail.Shorten(ref _piece, _piece.EndWith(_gathered.PayloadLength), StackPage.Current);
            log.Store(_piece, _gathered);
            _gathered.Clear();
        }
    }
}
