namespace DaxNative.Logs;

/// <summary>A writer's piece of the ring, where a record becomes longer as long as nobody takes a piece behind it.</summary>
internal struct GrowingPiece
{
    /// <summary>Where the record begins.</summary>
    internal long Start;

    /// <summary>Where the piece ends.</summary>
    internal long End;

    /// <summary>Where the record ends with a payload of some length.</summary>
    internal readonly long EndWith(long length) => Start + RecordHeader.SizeOf(length);
}
