namespace DaxNative;

/// <summary>One area of a range that was inspected: one mapping, as far as it lies within the range. Immutable.</summary>
public sealed record MappedArea
{
    /// <summary>Gets the address of the first byte.</summary>
    public required nint Address { get; init; }

    /// <summary>Gets the length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Gets what backs the area.</summary>
    public required AreaKind Kind { get; init; }

    /// <summary>Gets the file's path, or the kernel's own name such as <c>[heap]</c>; empty for anonymous memory.</summary>
    public string Path { get; init; } = "";

    /// <summary>Gets where in the file the area starts, in bytes; 0 without a file.</summary>
    public long FileOffset { get; init; }

    /// <summary>Gets whether stores are possible.</summary>
    public bool IsWritable { get; init; }

    /// <summary>Gets whether the area was mapped with MAP_SYNC and the kernel honours it; null where it does not apply.</summary>
    public bool? IsMapSync { get; init; }

    /// <summary>Gets the weakest persistence domain of the nd regions beneath the area.</summary>
    public PersistenceDomain PersistenceDomain { get; init; }

    /// <summary>
    /// Gets what a store needs before it is durable; null where nothing makes it durable (anonymous memory, a private
    /// mapping, volatile memory).
    /// </summary>
    public StoreGranularity? Granularity { get; init; }

    /// <summary>Gets on what that rests.</summary>
    public DurabilityEvidence Evidence { get; init; }

    /// <summary>
    /// Gets the kernel's flags of the mapping as smaps prints them, two letters each (<c>sf</c> is MAP_SYNC; proc_pid_smaps(5)); null where they
    /// were not asked for.
    /// </summary>
    public IReadOnlyList<string>? VmFlags { get; init; }

    /// <summary>Gets why it is this granularity and not a finer one, in a sentence.</summary>
    public required string Reason { get; init; }
}
