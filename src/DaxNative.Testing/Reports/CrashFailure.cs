namespace DaxNative.Testing;

/// <summary>A crash image from which the structure does not recover, made as small as it can be.</summary>
/// <param name="Image">Which image it is, for <see cref="CrashExplorer.Repeat"/>.</param>
/// <param name="Seed">The exploration's seed.</param>
/// <param name="Cause">What the recovery or the check threw.</param>
/// <param name="Where">When the power went.</param>
/// <param name="Lost">The stores that are not in the image and would make it sound.</param>
/// <param name="Kept">The stores that are in the image before others and without which it would be sound.</param>
/// <param name="Missing">Which flush or drain would have prevented it.</param>
public sealed record CrashFailure(
    ImagePath Image,
    ulong Seed,
    Exception Cause,
    string Where,
    IReadOnlyList<StoreEvidence> Lost,
    IReadOnlyList<StoreEvidence> Kept,
    string Missing)
{
    /// <summary>Gets the call that makes the image again, with the options that it takes; <c>scenario</c> stands for the scenario.</summary>
    public string RepeatCall { get; init; } = "";

    /// <summary>Gets the failure as a person needs it.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString() => FailureText.Of(Cause, Where, Lost, Kept, Missing, RepeatCall);
}
