using System.Diagnostics.CodeAnalysis;

namespace DaxNative;

/// <summary>A range whose media is bad.</summary>
/// <param name="Offset">Where it begins in the file or on the device, in bytes.</param>
/// <param name="Length">In bytes.</param>
public readonly record struct BadBlockRange(long Offset, long Length);

/// <summary>The known bad blocks of a file or device, or why nobody knows them.</summary>
/// <remarks>
/// Known are those that the platform reported or that were met; a block can be bad without being known. Immutable.
/// </remarks>
public sealed record BadBlockReport
{
    /// <summary>Gets the file or device that was asked about.</summary>
    public required string Path { get; init; }

    /// <summary>Gets whether the kernel's list could be read and translated.</summary>
    [MemberNotNullWhen(true, nameof(Ranges))]
    [MemberNotNullWhen(false, nameof(UnavailableBecause))]
    public bool IsAvailable => Ranges is not null;

    /// <summary>Gets the bad ranges, in order; null, never empty, where they are not known.</summary>
    public IReadOnlyList<BadBlockRange>? Ranges { get; init; }

    /// <summary>Gets whether the list is whole: the kernel shows one page of it.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Gets why the list is not available, in a sentence; null where it is.</summary>
    public string? UnavailableBecause { get; init; }

    internal static BadBlockReport Unavailable(string path, string because) => new() { Path = path, UnavailableBecause = because };
}
