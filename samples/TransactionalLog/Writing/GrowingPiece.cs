namespace DaxNative.Logs;

/// <summary>A writer's piece of the ring, where a transaction becomes longer as long as nobody takes a piece behind it.</summary>
internal struct GrowingPiece
{
    /// <summary>Where the record begins.</summary>
    internal long Start;

    /// <summary>Where the piece ends; known again when the transaction has been stored.</summary>
    internal long End;

    /// <summary>As whose it grows without a call; null if in another way.</summary>
    internal CursorOwner? Owner;

    /// <summary>Up to where it does; what is right once stays so.</summary>
    internal long Most;

    /// <summary>The owner advanced, and then owned nothing any more.</summary>
    internal bool IsUndecided;

    /// <summary>Where it ends with a payload of some length.</summary>
    internal readonly long EndWith(long length) => Start + RecordHeader.SizeOf(length);
}
