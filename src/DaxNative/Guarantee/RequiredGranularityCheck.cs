namespace DaxNative;

/// <summary>Refuses a guarantee that is coarser than required, or finer only because somebody said so.</summary>
internal static class RequiredGranularityCheck
{
    /// <exception cref="DaxException"><see cref="DaxError.GranularityNotAvailable"/>, with the condition that failed.</exception>
    internal static void Check(MemoryFacts facts, MappingOptions options, DurabilityGuarantee guarantee, DurabilityGuarantee detected)
    {
        if (options.RequiredGranularity is not { } required)
        {
            return;
        }

        // A forced granularity counts only where the options say so; what was detected counts always, and asking
        // the kernel more often than needed (page on a cache-line mapping) takes nothing from it.
        DurabilityGuarantee counted = guarantee.Evidence == Evidence.Forced && !options.AllowForced ? Coarser(guarantee, detected) : guarantee;
        if (counted.Granularity > required)
        {
            throw Refusal(facts, required, counted).ToException();
        }
    }

    private static DurabilityGuarantee Coarser(DurabilityGuarantee one, DurabilityGuarantee other) =>
        one.Granularity > other.Granularity ? one : other;

    private static DaxFailure Refusal(MemoryFacts facts, StoreGranularity required, DurabilityGuarantee counted)
    {
        bool kernelRefused = facts is { IsMapSync: false, IsDevice: false, NoMapSyncBecause: not null };
        string unproven = facts.Forced is null ? "" : " A forced granularity does not count unless AllowForced is set.";
        return new DaxFailure(
            DaxError.GranularityNotAvailable,
            "mmap",
            $"{required} granularity is required, {counted.Granularity} is what there is: {counted.Reason}.{unproven}",
            Remedy(facts, counted))
        {
            Path = facts.Path,
            IsPredicted = !kernelRefused,
            Errno = kernelRefused ? Errno.EOPNOTSUPP : 0,
            ErrnoName = kernelRefused ? nameof(Errno.EOPNOTSUPP) : "",
        };
    }

    private static string Remedy(MemoryFacts facts, DurabilityGuarantee counted) => (counted.Granularity, facts) switch
    {
        (StoreGranularity.CacheLine, _) => "Accept CacheLine: byte granularity needs a platform that saves its CPU caches (eADR), which the region reports as persistence domain cpu_cache.",
        (_, { Forced: not null }) => "Remove the override, or set AllowForced.",
        (_, { IsMapSync: false }) => facts.MapSyncRemedy,
        (_, { CpuMakesDurable: false }) => "Run on a CPU with CLWB, CLFLUSHOPT or CLFLUSH (x86-64) or DC CVAP (Arm64), or accept Page.",
        _ => "Use a file system on an NVDIMM, e820 or CXL pmem region, or accept Page.",
    };
}
