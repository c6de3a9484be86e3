namespace DaxNative.Logs;

/// <summary>A writer's own piece of the ring.</summary>
/// <param name="From">Where it begins: padding, if the record did not fit before the ring's end.</param>
/// <param name="Start">Where the record begins.</param>
/// <param name="End">Where the next writer's piece begins.</param>
internal readonly record struct Reservation(long From, long Start, long End)
{
    internal bool IsPadded => Start != From;
}
