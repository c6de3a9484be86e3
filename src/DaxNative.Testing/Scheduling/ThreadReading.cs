namespace DaxNative.Testing;

/// <summary>What a thread did at a moment, and had done by then.</summary>
/// <param name="IsWaiting">Whether it waited.</param>
/// <param name="IsKnown">Whether a thread that waits has surely not been woken.</param>
/// <param name="Waits">How often it has begun to wait; another number means that it has run in between.</param>
/// <param name="Worked">For how long it could work.</param>
internal readonly record struct ThreadReading(bool IsWaiting, bool IsKnown, long Waits, TimeSpan Worked)
{
    internal bool IsStill => IsWaiting && IsKnown;
}
