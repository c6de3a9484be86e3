namespace DaxNative.Testing;

/// <summary>A crash image of the disk from which the structure does not recover, made as small as it can be.</summary>
/// <param name="Image">Which image it is, for <see cref="FileCrashExplorer.Repeat"/>.</param>
/// <param name="Seed">The exploration's seed.</param>
/// <param name="Cause">What the recovery or the check threw.</param>
/// <param name="Where">When the power went.</param>
/// <param name="Lost">What is not in the image and would make it sound.</param>
/// <param name="Kept">What is in the image before other things and without which it would be sound.</param>
/// <param name="Missing">Which flush, of which file or directory, would have prevented it.</param>
public sealed record FileCrashFailure(
    ImagePath Image, ulong Seed, Exception Cause, string Where, IReadOnlyList<FileEvidence> Lost, IReadOnlyList<FileEvidence> Kept, string Missing)
{
    /// <summary>Gets the failure as a person needs it.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString() => FailureText.Of(Cause, Where, Lost, Kept, Missing, $"image {Image}, seed {Seed}");
}
