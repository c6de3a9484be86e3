namespace DaxNative.Testing;

/// <summary>A store, or the part of one, that decides whether a crash image is sound.</summary>
/// <param name="Operation">What made it: an operation's name and number, or the recovery.</param>
/// <param name="StoreNumber">Which store of the run, or of the recovery, it is, from 0.</param>
/// <param name="Offset">Where its first word lies that matters here, in bytes.</param>
/// <param name="Length">From there to the end of the last such word, in bytes.</param>
/// <param name="Before">Those words before it, hexadecimal in the order of memory.</param>
/// <param name="After">And after it.</param>
/// <param name="State">How far it was on its way when the power went.</param>
/// <param name="Source">Where in the source it was made or, for a store through a span, first noticed; null if not known.</param>
public sealed record StoreEvidence(
    string Operation, int StoreNumber, long Offset, int Length, string Before, string After, string State, string? Source)
{
    /// <summary>Gets the store in a line.</summary>
    /// <returns>Text for a report.</returns>
    public override string ToString() =>
        $"store {StoreNumber} of {Operation} at offset {Offset}, {Length} bytes: {Before} -> {After}; {State}"
        + (Source is null ? "" : $"; {Source}");
}
