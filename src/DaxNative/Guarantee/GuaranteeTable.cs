namespace DaxNative;

/// <summary>
/// Decides what is guaranteed for a mapping. Pure: facts in, guarantee out, so that the whole table of the
/// documentation is tested without a kernel. Never answers finer than the facts prove.
/// </summary>
internal static class GuaranteeTable
{
    /// <summary>The guarantee for the facts, checked against what the caller requires.</summary>
    /// <exception cref="DaxException">The memory is refused, or the granularity is coarser than required.</exception>
    internal static DurabilityGuarantee Decide(MemoryFacts facts, MappingOptions options)
    {
        Admission.Check(facts, options);
        DurabilityGuarantee detected = Detect(facts, options);
        DurabilityGuarantee guarantee = facts.Forced is { } forced ? Force(facts, detected, forced) : detected;
        RequiredGranularityCheck.Check(facts, options, guarantee, detected);
        return guarantee;
    }

    private static DurabilityGuarantee Detect(MemoryFacts facts, MappingOptions options)
    {
        if (facts.VolatileBecause is { } cause)
        {
            StoreGranularity asked = options.RequiredGranularity ?? (facts.CpuHasFlush ? StoreGranularity.CacheLine : StoreGranularity.Page);
            return Guarantee(facts, asked, Evidence.Volatile, cause);
        }

        if (PageBecause(facts) is not { } reason)
        {
            return FromDomain(facts);
        }

        // On a DAX file the kernel's own write-back is made of the CPU's flushes, and has none that reaches further.
        return facts is { IsDax: true, CpuMakesDurable: false }
            ? Guarantee(facts, StoreGranularity.Page, Evidence.Assumed, $"{reason}; msync has no better instruction, and is taken at its word")
            : Guarantee(facts, StoreGranularity.Page, Evidence.Proven, reason);
    }

    /// <summary>Why only msync makes a store to this mapping durable; null when the CPU can.</summary>
    private static string? PageBecause(MemoryFacts facts) => facts switch
    {
        { IsMapSync: false, IsDevice: false } => facts.NoMapSyncBecause ?? "MAP_SYNC was not asked for",
        { Backing.AllSynchronous: false } => $"MAP_SYNC was granted, but {DescribeLeaves(facts.Backing)} is not known to be made durable by CPU flushes",
        { CpuMakesDurable: false } => $"MAP_SYNC was granted, but {FlushReach.Shortcoming(facts.Instruction)}",
        _ => null,
    };

    private static DurabilityGuarantee FromDomain(MemoryFacts facts)
    {
        string leaves = DescribeLeaves(facts.Backing);
        return facts.Backing.Weakest switch
        {
            PersistenceDomain.CpuCache => Guarantee(facts, StoreGranularity.Byte, Evidence.Proven, $"{leaves}: persistence domain cpu_cache (eADR)"),
            PersistenceDomain.MemoryController when facts.Instruction.Assumption() is { } assumption => Guarantee(facts, StoreGranularity.CacheLine, Evidence.Assumed, $"{leaves}: persistence domain memory_controller (ADR), but {assumption}"),
            PersistenceDomain.MemoryController => Guarantee(facts, StoreGranularity.CacheLine, Evidence.Proven, $"{leaves}: persistence domain memory_controller (ADR)"),
            _ => Guarantee(facts, StoreGranularity.CacheLine, Evidence.Assumed, $"{leaves}: the kernel names no persistence domain"),
        };
    }

    private static DurabilityGuarantee Force(MemoryFacts facts, DurabilityGuarantee detected, ForcedGranularity forced)
    {
        Evidence evidence = detected.Evidence == Evidence.Volatile ? Evidence.Volatile : Evidence.Forced;
        return Guarantee(facts, forced.Granularity, evidence, $"forced by {forced.Origin}; detected: {detected.Granularity}, {detected.Reason}");
    }

    private static DurabilityGuarantee Guarantee(MemoryFacts facts, StoreGranularity granularity, Evidence evidence, string reason) => new(
        granularity,
        evidence,
        granularity == StoreGranularity.CacheLine ? facts.Instruction : FlushInstruction.None,
        facts.IsMapSync,
        facts.Backing.Weakest,
        reason);

    /// <summary>Names the regions and providers beneath a mapping, for a person.</summary>
    internal static string DescribeLeaves(Backing backing) => backing.Leaves.Count == 0
        ? "the memory beneath it, which sysfs does not show,"
        : string.Join(", ", backing.Leaves.Select(leaf => leaf.Region is { } region ? $"{region.Name} ({DescribeProvider(region)})" : leaf.Name));

    private static string DescribeProvider(RegionPromise region) =>
        region.ProviderName.Length == 0 ? region.Provider.ToString() : region.ProviderName;
}
