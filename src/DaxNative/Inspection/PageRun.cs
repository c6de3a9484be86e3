namespace DaxNative;

/// <summary>Neighbouring addresses for which the page tables have the same.</summary>
/// <param name="Address">The first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Kind">What the page tables have, or would have.</param>
public readonly record struct PageRun(nint Address, long Length, PageSize Kind)
{
    /// <summary>
    /// Gets whether it was seen in the page tables. False where <see cref="Kind"/> rests on the device's align alone: the
    /// driver uses entries of no other size, but which parts have been touched is not known. Nothing may look where the
    /// align is 1 GiB, because a walk drops those entries; and before Linux 6.7 nothing can.
    /// </summary>
    public bool IsPresenceKnown { get; init; } = true;
}
