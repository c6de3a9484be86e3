namespace DaxNative;

/// <summary>Everything that an opening found out and made: what a mapping is built of.</summary>
/// <param name="Description">What the mapping says of itself.</param>
/// <param name="Memory">The mapped memory, and how it ends.</param>
/// <param name="WriteBack">How the kernel makes stores durable.</param>
/// <param name="Inline">What <c>Persist</c> does inline.</param>
/// <param name="Code">The code that flushes; null where no line is flushed.</param>
/// <param name="Stores">How the mapping's own stores go past the caches.</param>
/// <param name="Growth">What makes it longer in its place; null outside a range of addresses.</param>
internal sealed record OpenedMemory(
    MappingDescription Description, MappedMemory Memory, WriteBack WriteBack, InlinePath Inline, FlushCode? Code, StoreChoice Stores, MappingGrowth? Growth);

/// <summary>What a mapping says of itself when it is opened.</summary>
internal sealed record MappingDescription(string Path, long Offset, long Length, DurabilityGuarantee Guarantee, bool IsReadOnly);
