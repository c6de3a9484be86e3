namespace DaxNative.Logs;

/// <summary>
/// A writer's own piece of the ring. Two words, so that it is handed on in registers: a longer one is copied through memory by
/// wider loads than the stores that made it, and such a load waits for the fence before.
/// </summary>
internal readonly struct Reservation
{
    // Positions are multiples of a line, so their lowest bit is free.
    private const long Padded = 1;

    private readonly long _from;
    private readonly long _end;

    /// <param name="from">Where it begins.</param>
    /// <param name="end">Where the next writer's piece begins.</param>
    /// <param name="isPadded">Whether it begins with padding up to the ring's end, before which the record did not fit.</param>
    internal Reservation(long from, long end, bool isPadded) => (_from, _end) = (from, isPadded ? end | Padded : end);

    internal long From => _from;

    internal long End => _end & ~Padded;

    internal bool IsPadded => (_end & Padded) != 0;

    /// <summary>Where the record begins.</summary>
    internal long StartIn(LogMemory memory) => IsPadded ? _from + memory.RoomBehind(_from) : _from;
}
