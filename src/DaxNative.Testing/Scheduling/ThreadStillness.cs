namespace DaxNative.Testing;

/// <summary>Whether a thread stood still at a moment.</summary>
/// <param name="IsWaiting">Whether it waited.</param>
/// <param name="IsKnown">Whether a thread that waits has surely not been woken.</param>
/// <param name="Waits">How often it has begun to wait; another number means that it has run in between.</param>
internal readonly record struct ThreadStillness(bool IsWaiting, bool IsKnown, long Waits)
{
    internal bool IsStill => IsWaiting && IsKnown;
}
