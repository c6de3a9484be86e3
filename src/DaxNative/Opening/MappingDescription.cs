namespace DaxNative;

/// <summary>What a mapping says of itself.</summary>
internal sealed record MappingDescription(string Path, long Offset, long Length, DurabilityGuarantee Guarantee, bool IsReadOnly);
