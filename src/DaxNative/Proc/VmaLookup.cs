namespace DaxNative;

/// <summary>
/// Finds the mappings of this process beneath a range: by the PROCMAP_QUERY ioctl where the kernel has it (6.11), so
/// that nothing else in the address space is looked at, and by one pass over maps where not.
/// </summary>
internal static class VmaLookup
{
    // 0: not asked yet; 1: the kernel has the ioctl; 2: it has not.
    private static int s_hasQuery;

    /// <summary>The mappings that overlap the range, in order of address. What is between them is not mapped.</summary>
    /// <exception cref="DaxException">The kernel's account cannot be read.</exception>
    internal static IReadOnlyList<Vma> Covering(LinuxRoot root, nuint start, nuint length)
    {
        nuint end = length > nuint.MaxValue - start ? nuint.MaxValue : start + length;
        if (s_hasQuery != 2 && ProcmapQueryReader.TryCovering(root, start, end) is { } found)
        {
            s_hasQuery = 1;
            return found;
        }

        s_hasQuery = 2;
        return FromMaps(root, start, end);
    }

    internal static IReadOnlyList<Vma> FromMaps(LinuxRoot root, nuint start, nuint end) =>
        [.. SmapsParser.Parse(ProcText.Lines(root.Proc + "/self/maps"), start, end).Select(Vma.From)];
}
