namespace DaxNative;

/// <summary>
/// The weakest granularity of a range without an account of it, and so without an allocation: for what needs no file to
/// be looked into, and for mappings of our own, whose guarantee was found out when they were opened.
/// </summary>
internal static unsafe class KnownGranularity
{
    /// <summary>What <see cref="RangeReport.Granularity"/> would be; false where that must be asked.</summary>
    internal static bool TryFind(LinuxRoot root, nuint start, nuint length, out StoreGranularity? weakest)
    {
        byte* name = stackalloc byte[ProcmapQueryReader.NameBytes];
        nuint end = start + length;
        nuint next = start;
        weakest = StoreGranularity.Byte;
        while (next < end)
        {
            // SAFETY: the local has the room that Ask wants.
            if (ProcmapQueryReader.Ask(root, next, name, out ProcmapQuery vma) != 0 || vma.vma_start > next)
            {
                return false;
            }

            nuint areaEnd = nuint.Min((nuint)vma.vma_end, end);
            if (!TryFind(vma, name, next, areaEnd, out StoreGranularity? granularity))
            {
                return false;
            }

            // Nothing durable is weaker than any granularity.
            weakest = weakest is { } before && granularity is { } now ? (StoreGranularity)Math.Max((int)before, (int)now) : null;
            next = areaEnd;
        }

        return true;
    }

    private static bool TryFind(in ProcmapQuery vma, byte* name, nuint start, nuint end, out StoreGranularity? granularity)
    {
        granularity = null;
        if (vma.inode == 0 || (vma.vma_flags & Libc.PROCMAP_QUERY_VMA_SHARED) == 0)
        {
            return true;
        }

        if (LiveMappings.At(start) is not { } mapping || end > (nuint)mapping.Address + (nuint)mapping.Length || !IsStillNamed(vma, name))
        {
            return false;
        }

        // What somebody insisted on is no finding.
        granularity = mapping.Guarantee.Evidence == DurabilityEvidence.Volatile ? null : mapping.Granularity;
        return mapping.Guarantee.Evidence != DurabilityEvidence.Forced;
    }

    /// <summary>Whether the name still leads to the file that is mapped: one that was deleted is lost with the process.</summary>
    private static bool IsStillNamed(in ProcmapQuery vma, byte* name)
    {
        Statx status = default;

        // SAFETY: the kernel ended the name with a NUL, and the local has the size of the whole structure.
        return vma.vma_name_size > 1
            && Libc.StatxCall(Libc.AT_FDCWD, name, 0, Libc.STATX_BASIC_STATS, &status) == 0
            && status.stx_ino == vma.inode
            && status.stx_dev_major == vma.dev_major
            && status.stx_dev_minor == vma.dev_minor;
    }
}
