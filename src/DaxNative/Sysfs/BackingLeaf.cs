namespace DaxNative;

/// <summary>One device at the bottom of a stack of partitions and device-mapper tables.</summary>
internal sealed record BackingLeaf(string Name, RegionPromise? Region, BackingKind Kind);
