namespace DaxNative;

/// <summary>Refuses a guarantee that is coarser, or rests on less, than required, or that only somebody's word makes good enough.</summary>
internal static class RequirementsCheck
{
    /// <summary>The condition that failed; null where all is as required.</summary>
    internal static DaxFailure? Refusal(MemoryFacts facts, Requirements requirements, DurabilityGuarantee guarantee, DurabilityGuarantee detected)
    {
        // A forced granularity counts only where the options say so; what was detected counts always, and asking
        // the kernel more often than needed (page on a cache-line mapping) takes nothing from it.
        bool isForced = guarantee.Evidence == DurabilityEvidence.Forced;
        DurabilityGuarantee counted = isForced && !requirements.AllowForced ? Coarser(guarantee, detected) : guarantee;
        if (requirements.Granularity is { } granularity && counted.Granularity > granularity)
        {
            return TooCoarse(facts, requirements, granularity, counted);
        }

        DurabilityGuarantee weighed = isForced && guarantee.Granularity >= detected.Granularity ? detected : guarantee;
        return requirements.Evidence is { } evidence && weighed.Evidence > evidence ? TooWeak(facts, evidence, weighed) : null;
    }

    private static DurabilityGuarantee Coarser(DurabilityGuarantee one, DurabilityGuarantee other) =>
        one.Granularity > other.Granularity ? one : other;

    private static DaxFailure TooCoarse(MemoryFacts facts, Requirements requirements, StoreGranularity required, DurabilityGuarantee counted)
    {
        bool kernelRefused = facts is { IsMapSync: false, IsDevice: false, NoMapSyncBecause: not null };
        string unproven = requirements.Forced is null ? "" : " A forced granularity does not count unless AllowForced is set.";
        return new DaxFailure(
            DaxError.GranularityNotAvailable,
            "mmap",
            $"{required} granularity is required, {counted.Granularity} is what there is: {counted.Reason}.{unproven}",
            Remedy(facts, requirements, counted))
        {
            Path = facts.Path,
            IsPredicted = !kernelRefused,
            Errno = kernelRefused ? Errno.EOPNOTSUPP : 0,
            ErrnoName = kernelRefused ? nameof(Errno.EOPNOTSUPP) : "",
        };
    }

    private static string Remedy(MemoryFacts facts, Requirements requirements, DurabilityGuarantee counted) => (counted.Granularity, facts) switch
    {
        (StoreGranularity.CacheLine, _) => "Accept CacheLine: byte granularity needs a platform that saves its CPU caches (eADR), which the region reports as persistence domain cpu_cache.",
        _ when requirements.Forced is not null => "Remove the override, or set AllowForced.",
        (_, { IsMapSync: false }) => facts.MapSyncRemedy,
        (_, { CpuMakesDurable: false }) => "Run on a CPU with CLWB, CLFLUSHOPT or CLFLUSH (x86-64) or DC CVAP (Arm64), or accept Page.",
        _ => "Use a file system on an NVDIMM, e820 or CXL pmem region, or accept Page.",
    };

    private static DaxFailure TooWeak(MemoryFacts facts, DurabilityEvidence required, DurabilityGuarantee weighed) => new(
        DaxError.EvidenceNotAvailable,
        "mmap",
        $"{required} evidence is required, and it is {weighed.Evidence}: {weighed.Reason}.",
        weighed.Evidence switch
        {
            DurabilityEvidence.Volatile => "Name a file or device whose contents outlive a power loss, or leave RequiredEvidence out where they need not.",
            DurabilityEvidence.Forced => "Remove the override, or accept Forced.",
            _ => "Accept Assumed, or use memory of which the kernel says what it is (an NVDIMM whose region names its persistence domain, a file system right on a disk).",
        })
    {
        Path = facts.Path,
        IsPredicted = true,
    };
}
