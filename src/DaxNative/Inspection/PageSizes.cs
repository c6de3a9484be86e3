using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>
/// Answers which page sizes the hardware uses for any range of this process's memory: from the page tables themselves
/// (PAGEMAP_SCAN, Linux 6.7) and, for device-dax, from the device's align. Never from smaps, which shows 4 KiB for a DAX
/// file that is mapped by 2 MiB entries.
/// </summary>
/// <remarks>
/// Thread-safe. What the range is made of is looked up by the call; the page tables are read while the runs are
/// enumerated, in bounded memory whatever the length, and again by each enumeration.
/// </remarks>
public static class PageSizes
{
    /// <summary>The runs beneath a span. One in the GC heap may be moved while they are enumerated; a mapping is not.</summary>
    /// <param name="range">The range; not empty.</param>
    /// <returns>The runs in order of address, without a gap, each as long as it can be.</returns>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    /// <exception cref="DaxException">The kernel's account cannot be read.</exception>
    [SupportedOSPlatform("linux")]
    public static unsafe IEnumerable<PageRun> Of(ReadOnlySpan<byte> range)
    {
        // SAFETY: only the address is used.
        fixed (byte* start = &MemoryMarshal.GetReference(range))
        {
            return Of((nint)start, range.Length);
        }
    }

    /// <summary>The runs beneath a range of addresses.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">In bytes, at least 1.</param>
    /// <returns>The runs in order of address, without a gap, each as long as it can be.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or the range wraps around.</exception>
    /// <exception cref="DaxException">
    /// A part of the range is not mapped (<see cref="DaxError.OutOfRange"/>, which names the hole), or the kernel's account
    /// cannot be read.
    /// </exception>
    [SupportedOSPlatform("linux")]
    public static IEnumerable<PageRun> Of(nint address, long length)
    {
        RangeInspector.RequireRange(address, length);
        return Of(LinuxRoot.Running, (nuint)address, (nuint)length);
    }

    /// <summary>Adds up the bytes of each kind.</summary>
    /// <param name="runs">What <see cref="Of(nint, long)"/> gave.</param>
    /// <returns>Bytes per kind.</returns>
    public static PageSizeSummary Summarize(this IEnumerable<PageRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new PageSizeSummary(runs);
    }

    internal static IEnumerable<PageRun> Of(LinuxRoot root, nuint start, nuint length)
    {
        nuint end = start + length;
        nuint next = start;
        var parts = new List<WalkablePart>();
        foreach (Vma vma in VmaLookup.Covering(root, start, length))
        {
            RangeInspector.RequireNoHole(next, vma.Start);
            nuint partEnd = nuint.Min(vma.End, end);
            parts.Add(WalkablePart.Of(root, vma, next, partEnd));
            next = partEnd;
        }

        RangeInspector.RequireNoHole(next, end);
        return PageWalk.Merge(parts.SelectMany(part => PageWalk.Runs(root, part)));
    }
}
