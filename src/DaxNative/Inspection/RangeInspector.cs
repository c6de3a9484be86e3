using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>
/// Answers for any range of this process's memory, whoever mapped it: may the CPU alone make a store durable, must the
/// kernel be asked, or is it not durable at all?
/// </summary>
/// <remarks>
/// Thread-safe. A snapshot: somebody may map something else there at the same time. On Linux 6.11 and later it asks for
/// the range alone; before, it reads maps once. Only a DAX file that DaxNative did not map costs a pass over smaps,
/// because nothing else tells whether its mapping is synchronous.
/// </remarks>
public static class RangeInspector
{
    /// <summary>Inspects a span. A span on the stack or in the GC heap is answered too: it is anonymous memory.</summary>
    /// <param name="range">The range; not empty.</param>
    /// <param name="withVmFlags">Whether the areas carry the kernel's flags (<see cref="MappedArea.VmFlags"/>): that reads smaps, which walks page tables. Default false.</param>
    /// <returns>The areas of the range, and the weakest of them.</returns>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    /// <exception cref="DaxException">The kernel's account cannot be read.</exception>
    [SupportedOSPlatform("linux")]
    public static unsafe RangeReport Inspect(ReadOnlySpan<byte> range, bool withVmFlags = false)
    {
        // SAFETY: only the address is used. Pinned, so that it is right for the length of the call.
        fixed (byte* start = &MemoryMarshal.GetReference(range))
        {
            return Inspect((nint)start, range.Length, withVmFlags);
        }
    }

    /// <summary>Inspects a range of addresses.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">In bytes, at least 1.</param>
    /// <param name="withVmFlags">As for the other.</param>
    /// <returns>The areas of the range, and the weakest of them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or the range wraps around.</exception>
    /// <exception cref="DaxException">
    /// A part of the range is not mapped (<see cref="DaxError.OutOfRange"/>, which names the hole), or the kernel's account
    /// cannot be read.
    /// </exception>
    [SupportedOSPlatform("linux")]
    public static RangeReport Inspect(nint address, long length, bool withVmFlags = false)
    {
        RequireRange(address, length);
        return Inspect(LinuxRoot.Running, (nuint)address, (nuint)length, withVmFlags);
    }

    /// <summary>Answers only what <see cref="RangeReport.Granularity"/> of an inspection would be.</summary>
    /// <remarks>
    /// For the question that is asked often. On Linux 6.11 and later it allocates nothing for a range of anonymous memory, of
    /// private mappings, or of a <see cref="PersistentMapping"/> whose granularity was not forced; else it inspects the range.
    /// </remarks>
    /// <param name="range">The range; not empty.</param>
    /// <returns>What a store anywhere in the range needs before it is durable; null where some never are.</returns>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    /// <exception cref="DaxException">The kernel's account cannot be read.</exception>
    [SupportedOSPlatform("linux")]
    public static unsafe StoreGranularity? GetGranularity(ReadOnlySpan<byte> range)
    {
        // SAFETY: as above.
        fixed (byte* start = &MemoryMarshal.GetReference(range))
        {
            return GetGranularity((nint)start, range.Length);
        }
    }

    /// <summary>Answers only what <see cref="RangeReport.Granularity"/> of an inspection would be.</summary>
    /// <remarks>See <see cref="GetGranularity(ReadOnlySpan{byte})"/>.</remarks>
    /// <param name="address">The first byte.</param>
    /// <param name="length">In bytes, at least 1.</param>
    /// <returns>What a store anywhere in the range needs before it is durable; null where some never are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or the range wraps around.</exception>
    /// <exception cref="DaxException">
    /// A part of the range is not mapped (<see cref="DaxError.OutOfRange"/>, which names the hole), or the kernel's account
    /// cannot be read.
    /// </exception>
    [SupportedOSPlatform("linux")]
    public static StoreGranularity? GetGranularity(nint address, long length)
    {
        RequireRange(address, length);
        return KnownGranularity.TryFind(LinuxRoot.Running, (nuint)address, (nuint)length, out StoreGranularity? granularity)
            ? granularity
            : Inspect(LinuxRoot.Running, (nuint)address, (nuint)length).Granularity;
    }

    internal static RangeReport Inspect(LinuxRoot root, nuint start, nuint length, bool withVmFlags = false)
    {
        nuint end = start + length;
        nuint next = start;
        var areas = new List<MappedArea>();
        foreach (Vma vma in VmaLookup.Covering(root, start, length))
        {
            RequireNoHole(next, vma.Start);
            nuint areaEnd = nuint.Min(vma.End, end);
            areas.Add(AreaClassifier.Classify(root, vma, next, areaEnd - next));
            next = areaEnd;
        }

        RequireNoHole(next, end);
        return new RangeReport((nint)start, (long)length, withVmFlags ? WithVmFlags(root, areas, start, length) : areas);
    }

    // What was mapped anew between the two looks has the flags of what is there now, or none.
    private static List<MappedArea> WithVmFlags(LinuxRoot root, List<MappedArea> areas, nuint start, nuint length)
    {
        IReadOnlyList<SmapsEntry> entries = SmapsReader.Covering(root, start, length);
        return [.. areas.Select(area => area with
        {
            VmFlags = entries.FirstOrDefault(entry => entry.Start <= (nuint)area.Address && (nuint)area.Address < entry.End)?.VmFlags.Mnemonics ?? [],
        })];
    }

    internal static void RequireNoHole(nuint from, nuint to)
    {
        if (from < to)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.OutOfRange, "inspect", $"Nothing is mapped from 0x{from:x} to 0x{to:x}.", "Inspect what is mapped, part by part.")
            {
                Length = (long)(to - from),
                Errno = Errno.ENOMEM,
                IsPredicted = true,
            });
        }
    }

    internal static void RequireRange(nint address, long length)
    {
        Platform.RequireLinux();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, ulong.MaxValue - (nuint)address, nameof(length));
    }
}
