namespace DaxNative;

/// <summary>Neighbouring addresses for which the page tables have the same.</summary>
/// <param name="Address">The first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Kind">What the page tables have, or would have.</param>
public readonly record struct PageRun(nint Address, long Length, PageEntrySize Kind)
{
    /// <summary>
    /// Gets whether it was seen in the page tables. False where <see cref="Kind"/> rests on the device's align alone: the
    /// driver uses entries of no other size, but which parts have been touched is not known. Nothing may look where the
    /// align is 1 GiB, because a walk drops those entries; and before Linux 6.7 nothing can.
    /// </summary>
    public bool IsPresenceKnown { get; init; } = true;
}

/// <summary>What the page tables of this process have for an address.</summary>
public enum PageEntrySize
{
    /// <summary>
    /// The kernel cannot say: before Linux 6.7 for anything but device-dax, or a mapping that must not be walked. Or there is an
    /// entry of a size that has no member here, as where the kernel's pages have 16 or 64 KiB.
    /// </summary>
    Unknown,

    /// <summary>No entry: the next touch is a page fault.</summary>
    NotMapped,

    /// <summary>An entry of 4 KiB.</summary>
    Page4KiB,

    /// <summary>An entry of 2 MiB.</summary>
    Page2MiB,

    /// <summary>An entry of 1 GiB.</summary>
    Page1GiB,

    /// <summary>The kernel's shared page of zeros beneath a hole that was read: ordinary memory, not the device's.</summary>
    ZeroPage,

    /// <summary>The kernel's shared large page of zeros (of 2 MiB where pages have 4 KiB) beneath a hole that was read: ordinary memory, not the device's.</summary>
    HugeZeroPage,
}
