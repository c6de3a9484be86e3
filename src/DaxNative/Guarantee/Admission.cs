namespace DaxNative;

/// <summary>Refuses memory on which no granularity, or not the forced one, could be an honest answer.</summary>
internal static class Admission
{
    /// <summary>Why the memory may not be used as required; null where it may.</summary>
    internal static DaxFailure? Refusal(MemoryFacts facts, Requirements requirements) =>
        Find(facts, requirements) is { } refusal ? refusal with { Path = facts.Path, IsPredicted = true } : null;

    private static DaxFailure? Find(MemoryFacts facts, Requirements requirements) => facts switch
    {
        { VolatileBecause: { } cause } when !requirements.AllowVolatile => new DaxFailure(
            DaxError.VolatileMemory, "mmap", $"Its contents do not outlive a power loss: {cause}.", "Set AllowVolatile to use it all the same, or name a file or device on persistent memory."),

        { IsDax: true, Backing.Misalignment: { } misalignment } => new DaxFailure(
            DaxError.MisalignedBlockDevice, "mmap", $"DAX would map wrong addresses: {misalignment}.", "Recreate the device-mapper table or partition with offsets and lengths that are multiples of 8 sectors (4 KiB)."),

        { IsDevice: true, VolatileBecause: null, Backing.AllSynchronous: false } when !MayForce(facts, requirements) => new DaxFailure(
            DaxError.AsynchronousProvider, "mmap", $"The kernel would grant MAP_SYNC, but a CPU flush is not known to be durable on {facts.Backing.Describe()}, and device-dax has no msync.", "Put the namespace in fsdax mode and map a file on it: that gives page granularity."),

        { IsDevice: true, CpuMakesDurable: false } when !MayFlushAllTheSame(facts, requirements) => new DaxFailure(
            DaxError.FlushNotAvailable, "mmap", $"Device-dax has no msync, and {FlushReach.Shortcoming(facts.Instruction)}.", "Put the namespace in fsdax mode and map a file on it: that gives page granularity."),

        { IsDevice: true } when requirements.Forced is { Granularity: StoreGranularity.Page } forced => new DaxFailure(
            DaxError.NotSupported, "mmap", $"Page granularity is forced by {forced.Origin}, but device-dax has no msync (EINVAL).", "Force byte or cacheline, or map a DAX file.")
        { Errno = Errno.EINVAL, ErrnoName = nameof(Errno.EINVAL) },

        { CpuHasFlush: false } when AsksForCpu(facts, requirements) => new DaxFailure(
            DaxError.FlushNotAvailable, "mmap", "This CPU has no cache-line flush instruction that DaxNative knows.", "Use page granularity."),

        _ => null,
    };

    // virtio-pmem is known to need the host's flush: no word of the caller changes that. A provider that we merely do
    // not know may be vouched for.
    private static bool MayForce(MemoryFacts facts, Requirements requirements) =>
        requirements.Forced is not null && facts.Backing.Leaves.All(leaf => leaf.Region is not { Provider: NdProvider.VirtioPmem });

    // Volatile memory survives nothing whatever is flushed; and who forces a granularity vouches for the platform.
    private static bool MayFlushAllTheSame(MemoryFacts facts, Requirements requirements) =>
        facts.CpuHasFlush && (facts.VolatileBecause is not null || requirements.Forced is not null);

    private static bool AsksForCpu(MemoryFacts facts, Requirements requirements) =>
        (requirements.Forced?.Granularity ?? (facts.VolatileBecause is null ? null : requirements.Granularity)) is StoreGranularity.Byte or StoreGranularity.CacheLine;
}
