namespace DaxNative.Tests;

/// <summary>A version of a list.</summary>
/// <param name="Generation">Grows by one with each version.</param>
/// <param name="Table">The page that names the others.</param>
/// <param name="Count">How many items there are.</param>
/// <param name="Total">Their sum.</param>
internal sealed record Root(long Generation, long Table, long Count, long Total);
