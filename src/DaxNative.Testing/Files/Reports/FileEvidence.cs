namespace DaxNative.Testing;

/// <summary>Something done to files, or the part of it, that decides whether a crash image is sound.</summary>
/// <param name="Event">What was done, with its number among those of its kind in the run or in the recovery, from 0.</param>
/// <param name="Operation">What it is part of: an operation's name and number, or the recovery.</param>
/// <param name="Path">The file, as it was opened, or the name that was changed.</param>
/// <param name="Part">Which part of it matters here.</param>
/// <param name="Offset">Where that part begins in the file, in bytes; 0 where it is no content.</param>
/// <param name="Length">How long it is, in bytes; 0 where it is no content.</param>
/// <param name="State">How far it was on its way to the disk when the power went.</param>
/// <param name="Source">Where in the source it was done; null if not known.</param>
public sealed record FileEvidence(string Event, string Operation, string Path, FilePart Part, long Offset, int Length, string State, string? Source)
{
    /// <summary>Gets it in a line.</summary>
    /// <returns>Text for a report.</returns>
    public override string ToString()
    {
        string part = Part switch
        {
            FilePart.Content => $"{Event} of {Operation} at offset {Offset}, {Length} bytes",
            FilePart.Length => $"the length that {Event} of {Operation} gave it",
            _ => $"{Event} of {Operation}",
        };
        return $"{part}; {State}{(Source is null ? "" : $"; {Source}")}";
    }
}
