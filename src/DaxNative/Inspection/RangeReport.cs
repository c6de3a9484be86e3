namespace DaxNative;

/// <summary>What a range of addresses is: its areas, and what holds for the whole of it. Immutable.</summary>
public sealed record RangeReport
{
    internal RangeReport(nint address, long length, IReadOnlyList<MappedArea> areas)
    {
        Address = address;
        Length = length;
        Areas = areas;

        // Nothing durable is weaker than any granularity; among equals, the weaker evidence counts.
        Weakest = areas.MaxBy(static area => (area.Granularity is { } granularity ? (int)granularity : int.MaxValue, (int)area.Evidence))!;
    }

    /// <summary>Gets the address of the first byte.</summary>
    public nint Address { get; }

    /// <summary>Gets the length in bytes.</summary>
    public long Length { get; }

    /// <summary>Gets the areas, in order of address, without a gap.</summary>
    public IReadOnlyList<MappedArea> Areas { get; }

    /// <summary>Gets the area that decides for the whole range.</summary>
    public MappedArea Weakest { get; }

    /// <summary>Gets what a store anywhere in the range needs before it is durable; null where some never are.</summary>
    public StoreGranularity? Granularity => Weakest.Granularity;

    /// <summary>Gets on what that rests.</summary>
    public DurabilityEvidence Evidence => Weakest.Evidence;

    /// <summary>Gets why, in a sentence.</summary>
    public string Reason => Weakest.Reason;

    /// <summary>Gets whether CPU instructions alone make a store anywhere in the range durable, so that msync may be skipped.</summary>
    public bool MaySkipMsync => Granularity is StoreGranularity.Byte or StoreGranularity.CacheLine;
}
