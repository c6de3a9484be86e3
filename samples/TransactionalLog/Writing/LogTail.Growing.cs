using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

// Pieces that become longer.
internal sealed partial class LogTail
{
    /// <summary>Begins a piece that grows.</summary>
    /// <param name="piece">It, word by word: a copy of all of it would be loaded wider than it was stored, and wait for the fence before.</param>
    /// <param name="start">Where the record begins.</param>
    /// <param name="end">Where the piece that was taken ends.</param>
    /// <param name="page">Of the stack that it was taken from.</param>
    internal void Begin(ref GrowingPiece piece, long start, long end, nint page)
    {
        piece.Start = start;
        piece.End = end;
        piece.Owner = _reserved.OwnerOn(page);
        piece.Most = Math.Min(start + _memory.RoomBehind(start), Volatile.Read(ref _positions.Limit));
        piece.IsUndecided = false;
    }

    /// <summary>Makes room for one record more, without a call; for the one writer.</summary>
    /// <param name="piece">This thread's, a transaction's.</param>
    /// <param name="length">Of the payload that it has, with the lengths.</param>
    /// <param name="record">Of the record.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGrow(ref GrowingPiece piece, long length, int record)
    {
        long from = piece.EndWith(length);
        long end = piece.EndWith(length + TransactionPayload.LengthSize + record);
        if (end == from)
        {
            return true;
        }

        CursorOwner? owner = piece.Owner;
        if (owner is null || owner.Position != from || end > piece.Most)
        {
            return false;
        }

        bool isTaken = _reserved.TryAdvance(owner, end);
        if (!isTaken)
        {
            piece.IsUndecided = true;
        }

        return isTaken;
    }

    /// <summary>The same after that failed, for any writer.</summary>
    /// <param name="piece">This thread's, a transaction's.</param>
    /// <param name="length">Of the payload that it has, with the lengths.</param>
    /// <param name="record">Of the record.</param>
    /// <param name="page">Of the caller's stack.</param>
    internal bool TryGrowElse(ref GrowingPiece piece, long length, int record, nint page)
    {
        long from = piece.EndWith(length);
        long end = piece.EndWith(length + TransactionPayload.LengthSize + record);
        if (piece.IsUndecided)
        {
            bool isTaken = _reserved.Took(piece.Owner!, end);
            (piece.Owner, piece.IsUndecided) = (null, false);
            if (isTaken)
            {
                return true;
            }
        }

        return end == from || (end <= piece.Start + _memory.RoomBehind(piece.Start) && TryTakeBehind(from, end, page));
    }

    private bool TryTakeBehind(long from, long end, nint page) =>
        end <= Volatile.Read(ref _positions.Limit)
        && _reserved.Begin(page, out CursorOwner? owner) == from
        && _reserved.TryAdvance(owner, from, end, page);
}
