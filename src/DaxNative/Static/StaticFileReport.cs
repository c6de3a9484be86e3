using System.Globalization;

namespace DaxNative;

/// <summary>Whether a file's block map is settled, and which extents keep it from being so.</summary>
/// <remarks>A snapshot: a hole punched or a clone made later changes the answer. Immutable.</remarks>
public sealed record StaticFileReport
{
    /// <summary>How many flaws <see cref="Flaws"/> lists at most.</summary>
    public const int MaxListedFlaws = 100;

    /// <summary>Gets the file that was checked.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the file's length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>Gets the alignment that was checked, in bytes; the page size where none was asked for.</summary>
    public long Alignment { get; init; }

    /// <summary>Gets how many extents the file has.</summary>
    public long ExtentCount { get; init; }

    /// <summary>Gets the first flaws, in order of their offsets; at most <see cref="MaxListedFlaws"/>.</summary>
    public IReadOnlyList<ExtentFlaw> Flaws { get; init; } = [];

    /// <summary>Gets how many flaws there are in all.</summary>
    public long FlawCount { get; init; }

    /// <summary>
    /// Gets whether no store to the file changes metadata: it has bytes, and every one is written, its own and where it was
    /// asked to be. An empty file is not static.
    /// </summary>
    public bool IsStatic => Length > 0 && FlawCount == 0;

    /// <summary>Says the same in a sentence, with the first flaws.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (Length == 0)
        {
            return "The file is empty.";
        }

        string flaws = string.Join(", ", Flaws.Take(3).Select(flaw => string.Create(CultureInfo.InvariantCulture, $"{flaw.Kind} at {flaw.Offset} ({flaw.Length} bytes)")));
        return IsStatic
            ? string.Create(CultureInfo.InvariantCulture, $"Static: {Length} bytes in {ExtentCount} extents.")
            : string.Create(CultureInfo.InvariantCulture, $"Not static, {FlawCount} flaws: {flaws}{(FlawCount > 3 ? ", ..." : ".")}");
    }
}
