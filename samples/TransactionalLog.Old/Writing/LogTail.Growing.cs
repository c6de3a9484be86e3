using System.Runtime.CompilerServices;

namespace DaxNative.Logs;

// Pieces that become longer, and shorter again.
internal sealed partial class LogTail
{
    /// <summary>
    /// So much more is taken for the one writer as a piece becomes longer, in bytes: what it does not need it gives back. Others, who
    /// may come behind it at any moment, take what they need.
    /// </summary>
    private const long Ahead = 4032;

    /// <summary>Takes a piece that may become longer, for the one writer, as <see cref="TryReserve"/> does.</summary>
    /// <param name="least">How long it must be, in bytes.</param>
    /// <param name="page">Of the caller's stack.</param>
    /// <param name="piece">The piece.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReserveMore(long least, nint page, out GrowingPiece piece)
    {
        bool isTaken = TryReserve(least + Ahead, page, out Attempt attempt, out _)
            || (attempt.Owner is { } tried && _reserved.Took(tried, attempt.From + least + Ahead));
        piece = new GrowingPiece { Start = attempt.From, End = attempt.From + least + Ahead };
        return isTaken;
    }

    /// <summary>Makes a piece longer, unless somebody took one behind it.</summary>
    /// <param name="piece">This thread's.</param>
    /// <param name="least">Where it must end.</param>
    /// <param name="page">Of the caller's stack.</param>
    internal bool TryGrow(ref GrowingPiece piece, long least, nint page)
    {
        if (least > piece.End || _reserved.OwnerOn(page) is not null)
        {
            Take(ref piece, least, page);
        }

        return least <= piece.End;
    }

    private void Take(ref GrowingPiece piece, long least, nint page)
    {
        long most = Math.Min(piece.Start + _memory.RoomBehind(piece.Start), Volatile.Read(ref _positions.Limit));
        if (least > most || HasToWait || _reserved.Begin(page, out CursorOwner? owner) != piece.End)
        {
            return;
        }

        long end = owner is null ? least : Math.Min(most, least + Ahead);
        if (end > piece.End && _reserved.TryAdvance(owner, piece.End, end, page))
        {
            piece.End = end;
        }
    }

    /// <summary>Gives back what a piece has behind some position, unless somebody took a piece behind it.</summary>
    /// <param name="piece">This thread's.</param>
    /// <param name="end">Where it is to end.</param>
    /// <param name="page">Of the caller's stack.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Shorten(ref GrowingPiece piece, long end, nint page)
    {
        if (piece.End != end && _reserved.TryRetreat(piece.End, end, page))
        {
            piece.End = end;
        }
    }
}
