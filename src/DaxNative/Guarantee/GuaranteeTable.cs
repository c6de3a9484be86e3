namespace DaxNative;

/// <summary>
/// Decides what is guaranteed for some memory: the one place, for who opens it, who inspects a range, and the doctor. Pure:
/// facts in, decision out, so that the whole table of the documentation is tested without a kernel. Never answers finer
/// than the facts prove.
/// </summary>
internal static class GuaranteeTable
{
    /// <summary>The guarantee for the facts, or the refusal that what is required and permitted makes of it.</summary>
    internal static Decision Decide(MemoryFacts facts, Requirements requirements)
    {
        if (Admission.Refusal(facts, requirements) is { } refusal)
        {
            return new Decision(null, refusal);
        }

        DurabilityGuarantee detected = Detect(facts, requirements);
        DurabilityGuarantee guarantee = requirements.Forced is { } forced ? Force(facts, detected, forced) : detected;
        return RequirementsCheck.Refusal(facts, requirements, guarantee, detected) is { } unmet
            ? new Decision(null, unmet)
            : new Decision(guarantee, null);
    }

    private static DurabilityGuarantee Detect(MemoryFacts facts, Requirements requirements)
    {
        if (facts.VolatileBecause is { } cause)
        {
            // What is finer than required satisfies it, and a device has no msync.
            StoreGranularity? asked = facts.IsDevice && requirements.Granularity == StoreGranularity.Page ? null : requirements.Granularity;
            return Guarantee(facts, asked ?? (facts.CpuHasFlush ? StoreGranularity.CacheLine : StoreGranularity.Page), DurabilityEvidence.Volatile, cause);
        }

        return PageBecause(facts) is { } reason ? FromWriteBack(facts, reason) : FromDomain(facts);
    }

    /// <summary>Why only msync makes a store to this memory durable; null when the CPU can.</summary>
    private static string? PageBecause(MemoryFacts facts) => facts switch
    {
        { IsMapSync: false, IsDevice: false } => facts.NoMapSyncBecause ?? "MAP_SYNC was not asked for",
        { Backing.AllSynchronous: false } => $"MAP_SYNC was granted, but {facts.Backing.Describe()} is not known to be made durable by CPU flushes",
        { CpuMakesDurable: false } => $"MAP_SYNC was granted, but {FlushReach.Shortcoming(facts.Instruction)}",
        _ => null,
    };

    private static DurabilityGuarantee FromWriteBack(MemoryFacts facts, string reason)
    {
        // On a DAX file the kernel's own write-back is made of the CPU's flushes, and has none that reaches further.
        string? doubt = facts is { IsDax: true, CpuMakesDurable: false } ? "msync has no better instruction, and is taken at its word" : facts.UnprovenBecause;
        return doubt is null
            ? Guarantee(facts, StoreGranularity.Page, DurabilityEvidence.Proven, reason)
            : Guarantee(facts, StoreGranularity.Page, DurabilityEvidence.Assumed, $"{reason}; {doubt}");
    }

    private static DurabilityGuarantee FromDomain(MemoryFacts facts)
    {
        string leaves = facts.Backing.Describe();
        (StoreGranularity granularity, string reason, string? doubt) = facts.Backing.Weakest switch
        {
            PersistenceDomain.CpuCache => (StoreGranularity.Byte, $"{leaves}: persistence domain cpu_cache (eADR)", null),
            PersistenceDomain.MemoryController => (StoreGranularity.CacheLine, $"{leaves}: persistence domain memory_controller (ADR)", facts.Instruction.Assumption()),
            _ => (StoreGranularity.CacheLine, leaves, facts.Backing.NoDomainBecause),
        };

        // Every one is told: what takes one of them away leaves the other.
        string doubts = string.Join(", and ", new[] { doubt, facts.UnprovenBecause }.OfType<string>());
        return doubts.Length == 0
            ? Guarantee(facts, granularity, DurabilityEvidence.Proven, reason)
            : Guarantee(facts, granularity, DurabilityEvidence.Assumed, $"{reason}{(reason == leaves ? ": " : ", but ")}{doubts}");
    }

    private static DurabilityGuarantee Force(MemoryFacts facts, DurabilityGuarantee detected, ForcedGranularity forced)
    {
        DurabilityEvidence evidence = detected.Evidence == DurabilityEvidence.Volatile ? DurabilityEvidence.Volatile : DurabilityEvidence.Forced;
        return Guarantee(facts, forced.Granularity, evidence, $"forced by {forced.Origin}; detected: {detected.Granularity}, {detected.Reason}");
    }

    private static DurabilityGuarantee Guarantee(MemoryFacts facts, StoreGranularity granularity, DurabilityEvidence evidence, string reason) => new(
        granularity,
        evidence,
        granularity == StoreGranularity.CacheLine ? facts.Instruction : FlushInstruction.None,
        facts.IsMapSync,
        facts.Backing.Weakest,
        reason);
}
