using System.Runtime.InteropServices;

namespace DaxNative.Tests;

/// <summary>A file of any number of extents, which answers FIEMAP as the kernel does: what fits into the request.</summary>
internal sealed class FakeFiemap(long count, Func<long, FileExtent> extentAt) : IFiemap
{
    internal int Requests { get; private set; }

    internal int Errno { get; init; }

    internal List<uint> Flags { get; } = [];

    /// <summary>A file of extents of one page each, with a page between two of them on the device.</summary>
    internal static FakeFiemap Scattered(long count, uint flags = 0) =>
        new(count, index => new FileExtent(index * 4096, 4096, (1 << 20) + index * 8192, flags));

    public int Ask(Span<byte> request)
    {
        Requests++;
        ref Fiemap header = ref MemoryMarshal.AsRef<Fiemap>(request);
        Flags.Add(header.fm_flags);
        Span<Fiemap_Extent> extents = MemoryMarshal.Cast<byte, Fiemap_Extent>(request[32..]);
        long start = (long)header.fm_start;
        uint filled = 0;
        for (long index = FirstAtOrAfter(start); index < count && filled < header.fm_extent_count; index++, filled++)
        {
            FileExtent extent = extentAt(index);
            extents[(int)filled] = new Fiemap_Extent
            {
                fe_logical = (ulong)extent.Offset,
                fe_length = (ulong)extent.Length,
                fe_physical = (ulong)extent.PhysicalOffset,
                fe_flags = extent.Flags | (index == count - 1 ? Libc.FIEMAP_EXTENT_LAST : 0),
            };
        }

        header.fm_mapped_extents = filled;
        return Errno;
    }

    private long FirstAtOrAfter(long start)
    {
        long low = 0;
        for (long high = count; low < high;)
        {
            long middle = (low + high) / 2;
            (low, high) = extentAt(middle).End > start ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
