namespace DaxNative;

/// <summary>
/// How <see cref="PersistentMapping.Open(string, MappingOptions?)"/> opens and maps. Immutable data: one instance may
/// serve many calls and threads.
/// </summary>
public sealed record MappingOptions
{
    /// <summary>
    /// Gets whether the file must exist (<see cref="FileMode.Open"/>, the default), must not
    /// (<see cref="FileMode.CreateNew"/>), or either (<see cref="FileMode.OpenOrCreate"/>, which also extends a file
    /// that is shorter than asked). The truncating modes are refused: they would take pages away from other mappings.
    /// </summary>
    public FileMode Mode { get; init; } = FileMode.Open;

    /// <summary>Gets how the mapping may be used. Default: <see cref="MappingAccess.ReadWrite"/>.</summary>
    public MappingAccess Access { get; init; } = MappingAccess.ReadWrite;

    /// <summary>
    /// Gets where in the file or device the mapping starts, in bytes. Default 0. A multiple of the page size for a
    /// file, of the device's align for a device.
    /// </summary>
    public long Offset { get; init; }

    /// <summary>
    /// Gets the length in bytes; 0, the default, means to the end of the file or device. For a device a multiple of
    /// its align.
    /// </summary>
    public long Length { get; init; }

    /// <summary>Gets the coarsest granularity that the caller accepts; null, the default, accepts any.</summary>
    public StoreGranularity? RequiredGranularity { get; init; }

    /// <summary>
    /// Gets the weakest evidence that the caller accepts for the granularity: <see cref="DurabilityEvidence.Proven"/>,
    /// <see cref="DurabilityEvidence.Assumed"/> or <see cref="DurabilityEvidence.Forced"/>. Volatile memory never satisfies it, whatever
    /// <see cref="AllowVolatile"/> says. Null, the default, accepts any.
    /// </summary>
    public DurabilityEvidence? RequiredEvidence { get; init; }

    /// <summary>
    /// Gets whether memory that loses its contents without power may be mapped (tmpfs, memfd, hmem and CXL ram
    /// devices, private mappings). Its granularity is the forced or required one, and its evidence
    /// <see cref="DurabilityEvidence.Volatile"/>. Default false.
    /// </summary>
    public bool AllowVolatile { get; init; }

    /// <summary>
    /// Gets a granularity to use whatever the kernel says, with evidence <see cref="DurabilityEvidence.Forced"/>; null, the
    /// default, asks the environment variable <c>DAXNATIVE_FORCE_GRANULARITY</c> (byte, cacheline, page).
    /// </summary>
    public StoreGranularity? ForceGranularity { get; init; }

    /// <summary>
    /// Gets whether a forced granularity, by option or environment, satisfies <see cref="RequiredGranularity"/>.
    /// Default false.
    /// </summary>
    public bool AllowForced { get; init; }

    /// <summary>
    /// Gets the flush instruction to use; null, the default, asks the environment variable
    /// <c>DAXNATIVE_FLUSH_INSTRUCTION</c> (clwb, clflushopt, clflush; on Arm64 dccvap, dccvadp, dccvac), and else takes the CPU's best.
    /// </summary>
    public FlushInstruction? FlushInstruction { get; init; }

    /// <summary>
    /// Gets from which length on, in bytes, <c>Write</c> and <c>Fill</c> store past the caches at cache-line granularity;
    /// 0 is always. Null, the default, asks the environment variable <c>DAXNATIVE_NON_TEMPORAL_THRESHOLD</c>, and else
    /// goes by what was measured. On AMD CPUs (EPYC 9004) whole aligned units of 8 bytes go past them at any length, what
    /// has an odd end from 256 bytes on; elsewhere (Intel Xeon) 64 bytes, and 128 or more, that begin a line do, what does
    /// not begin one from 320 on. <see cref="StoreOptions.NonTemporal"/> and <see cref="StoreOptions.Temporal"/> decide
    /// for one call.
    /// </summary>
    public long? NonTemporalThreshold { get; init; }

    /// <summary>
    /// Gets whether whole lines that go past the caches are stored by MOVDIR64B (Intel SDM vol. 2). Null, the default, asks
    /// the environment variable <c>DAXNATIVE_MOVDIR64B</c> (1 or 0), and else does not: no gain was measured. Refused on a
    /// CPU without it.
    /// </summary>
    public bool? UseMovdir64b { get; init; }

    /// <summary>Gets how bytes that a file grows by are allocated. Default: <see cref="FileAllocation.Written"/>.</summary>
    public FileAllocation Allocation { get; init; } = FileAllocation.Written;

    /// <summary>Gets where the bytes allocated so far are reported while a file grows; null, the default, reports nothing.</summary>
    public IProgress<long>? AllocationProgress { get; init; }

    /// <summary>
    /// Gets whether an advisory lock (flock) is held while the mapping lives: exclusive, or shared for
    /// <see cref="MappingAccess.Read"/>. Another holder is an error, not a wait. Default false.
    /// </summary>
    public bool Lock { get; init; }

    /// <summary>
    /// Gets whether every page is faulted in before Open returns (MADV_POPULATE_WRITE, or _READ for a read-only
    /// mapping; Linux 5.14). Default false.
    /// </summary>
    public bool Prefault { get; init; }

    /// <summary>
    /// Gets whether <see cref="PersistentMapping.Verify"/> runs before Open returns. Default false, because reading
    /// smaps costs a walk of the process's page tables.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>
    /// Gets whether page-table entries larger than a page may be used. Default true. False (MADV_NOHUGEPAGE) makes each
    /// page a fault and 512 times the page tables: for measuring faults. Refused on a device whose align is not the
    /// page size, because each touch would be a SIGBUS.
    /// </summary>
    public bool HugePages { get; init; } = true;

    /// <summary>Gets whether a forked child inherits the mapping. Default false (MADV_DONTFORK).</summary>
    public bool InheritOnFork { get; init; }

    /// <summary>Gets whether the mapping's contents go into a core dump. Default false (MADV_DONTDUMP).</summary>
    public bool IncludeInCoreDump { get; init; }

    internal static MappingOptions Default { get; } = new();

    internal bool IsWritable => Access != MappingAccess.Read;

    internal bool MayCreate => Mode is FileMode.CreateNew or FileMode.OpenOrCreate;

    /// <summary>Gets whether the caller holds the file's lock already, by another mapping of its own: so it may grow the file.</summary>
    internal bool IsLockedByCaller { get; init; }
}
