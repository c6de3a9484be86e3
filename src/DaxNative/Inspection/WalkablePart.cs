namespace DaxNative;

/// <summary>A part of one mapping, and how its page sizes may be found out.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The address after the last byte.</param>
/// <param name="MayWalk">Whether the page tables may be walked: never those of a 1 GiB mapping, which would lose its entries.</param>
/// <param name="Small">What an entry of one page is here.</param>
/// <param name="Huge">What an entry larger than a page is here.</param>
/// <param name="Otherwise">The answer where the page tables are not or cannot be walked.</param>
internal sealed record WalkablePart(nuint Start, nuint End, bool MayWalk, PageEntrySize Small, PageEntrySize Huge, PageEntrySize Otherwise)
{
    private const long OneGiB = 1L << 30;

    /// <remarks>Classified by the file alone: nothing here may read smaps, which walks page tables.</remarks>
    internal static WalkablePart Of(LinuxRoot root, Vma vma, nuint start, nuint end) => Of(root, vma, start, end, Environment.SystemPageSize);

    /// <param name="root">Where /sys is.</param>
    /// <param name="vma">The mapping.</param>
    /// <param name="start">The first byte of the part.</param>
    /// <param name="end">The address after its last byte.</param>
    /// <param name="page">The size of a page, in bytes: the entry of the level above maps 2 MiB only where that is 4096.</param>
    internal static WalkablePart Of(LinuxRoot root, Vma vma, nuint start, nuint end, long page)
    {
        PageEntrySize huge = page == 4096 ? PageEntrySize.Page2MiB : PageEntrySize.Unknown;
        if (vma.Inode == 0)
        {
            return Of(start, end, vma.Granule, page, huge);
        }

        ExtendedStatus? file = VmaFacts.StatusOf(root, vma)?.Status;
        if (file is { Status.Type: FileType.CharacterDevice, Status.Special: var number })
        {
            long? align = vma.Granule ?? DaxBus.Find(root, number.Major, number.Minor)?.Align;
            bool isDax = DaxBus.Locate(root, number.Major, number.Minor) is not null;
            return new WalkablePart(start, end, align < OneGiB, OfLength(page), huge, isDax ? OfLength(align) : PageEntrySize.Unknown);
        }

        // Without the query the kernel does not say what an unidentified mapping, or a large page of a file system that
        // may be hugetlbfs, is made of.
        return file is { IsDax: true } || vma.Granule is not null
            ? Of(start, end, vma.Granule, page, huge)
            : new WalkablePart(start, end, file is not null, OfLength(page), PageEntrySize.Unknown, PageEntrySize.Unknown);
    }

    private static WalkablePart Of(nuint start, nuint end, long? granule, long page, PageEntrySize huge) => granule switch
    {
        // hugetlb, or a device whose node is gone.
        >= OneGiB => new(start, end, false, OfLength(page), PageEntrySize.Page1GiB, OfLength(granule)),
        _ when granule > page => new(start, end, true, OfLength(page), OfLength(granule), PageEntrySize.Unknown),
        _ => new(start, end, true, OfLength(page), huge, PageEntrySize.Unknown),
    };

    private static PageEntrySize OfLength(long? length) => length switch
    {
        4096 => PageEntrySize.Page4KiB,
        2 << 20 => PageEntrySize.Page2MiB,
        OneGiB => PageEntrySize.Page1GiB,
        _ => PageEntrySize.Unknown,
    };
}
