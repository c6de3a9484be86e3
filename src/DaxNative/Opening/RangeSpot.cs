namespace DaxNative;

/// <summary>Where in a range of addresses something is to be mapped.</summary>
internal sealed record RangeSpot(ReservedRange Range, long Offset);
