namespace DaxNative;

/// <summary>The part of a DIMM that an nd region is made of.</summary>
/// <remarks>A snapshot; instances are immutable and may be read from any thread.</remarks>
/// <param name="Region">The region's name, such as <c>region0</c>.</param>
/// <param name="Dimm">The DIMM's name, such as <c>nmem0</c>.</param>
/// <param name="Offset">Where the part starts on the DIMM, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="Position">The DIMM's place in the interleave set, from 0; null before Linux 4.17.</param>
public sealed record NdMapping(string Region, string Dimm, long Offset, long Length, int? Position);
