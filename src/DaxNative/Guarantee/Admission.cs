namespace DaxNative;

/// <summary>Refuses memory on which no granularity, or not the forced one, could be an honest answer.</summary>
internal static class Admission
{
    /// <exception cref="DaxException">The memory may not be mapped as asked.</exception>
    internal static void Check(MemoryFacts facts, MappingOptions options)
    {
        if (Refusal(facts, options) is { } refusal)
        {
            throw (refusal with { Path = facts.Path, Offset = options.Offset, Length = options.Length, IsPredicted = true }).ToException();
        }
    }

    private static DaxFailure? Refusal(MemoryFacts facts, MappingOptions options) => facts switch
    {
        { VolatileBecause: { } cause } when !options.AllowVolatile => new DaxFailure(
            DaxError.VolatileMemory, "mmap", $"Its contents do not outlive a power loss: {cause}.", "Set AllowVolatile to use it all the same, or name a file or device on persistent memory."),

        { IsDax: true, Backing.Misalignment: { } misalignment } => new DaxFailure(
            DaxError.MisalignedBlockDevice, "mmap", $"DAX would map wrong addresses: {misalignment}.", "Recreate the device-mapper table or partition with offsets and lengths that are multiples of 8 sectors (4 KiB)."),

        { IsDevice: true, VolatileBecause: null, Backing.AllSynchronous: false } when !MayForce(facts) => new DaxFailure(
            DaxError.AsynchronousProvider, "mmap", $"The kernel would grant MAP_SYNC, but a CPU flush is not known to be durable on {GuaranteeTable.DescribeLeaves(facts.Backing)}, and device-dax has no msync.", "Put the namespace in fsdax mode and map a file on it: that gives page granularity."),

        { IsDevice: true, CpuMakesDurable: false } when !MayFlushAllTheSame(facts) => new DaxFailure(
            DaxError.FlushNotAvailable, "mmap", $"Device-dax has no msync, and {FlushReach.Shortcoming(facts.Instruction)}.", "Put the namespace in fsdax mode and map a file on it: that gives page granularity."),

        { IsDevice: true } when AsksForPage(facts) => new DaxFailure(
            DaxError.NotSupported, "mmap", $"Page granularity is forced by {facts.Forced!.Origin}, but device-dax has no msync (EINVAL).", "Force byte or cacheline, or map a DAX file.")
        { Errno = Errno.EINVAL, ErrnoName = nameof(Errno.EINVAL) },

        { CpuHasFlush: false } when AsksForCpu(facts, options) => new DaxFailure(
            DaxError.FlushNotAvailable, "mmap", "This CPU has no cache-line flush instruction that DaxNative knows.", "Use page granularity."),

        _ => null,
    };

    // virtio-pmem is known to need the host's flush: no word of the caller changes that. A provider that we merely do
    // not know may be vouched for.
    private static bool MayForce(MemoryFacts facts) =>
        facts.Forced is not null && facts.Backing.Leaves.All(leaf => leaf.Region is not { Provider: NdProvider.VirtioPmem });

    // Volatile memory survives nothing whatever is flushed; and who forces a granularity vouches for the platform.
    private static bool MayFlushAllTheSame(MemoryFacts facts) =>
        facts.CpuHasFlush && (facts.VolatileBecause is not null || facts.Forced is not null);

    private static bool AsksForPage(MemoryFacts facts) => facts.Forced?.Granularity == StoreGranularity.Page;

    private static bool AsksForCpu(MemoryFacts facts, MappingOptions options) =>
        (facts.Forced?.Granularity ?? (facts.VolatileBecause is null ? null : options.RequiredGranularity)) is StoreGranularity.Byte or StoreGranularity.CacheLine;
}
