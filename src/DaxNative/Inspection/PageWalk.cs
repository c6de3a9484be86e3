namespace DaxNative;

/// <summary>Turns the regions that the kernel reports into runs that cover the range without a gap.</summary>
internal static class PageWalk
{
    /// <summary>The runs of a part; neighbours of one kind may still be in pieces.</summary>
    internal static IEnumerable<PageRun> Runs(LinuxRoot root, WalkablePart part)
    {
        if (!part.MayWalk)
        {
            yield return Unseen(part);
            yield break;
        }

        // Whole pages, because the kernel takes no others; the runs are cut to the range.
        nuint page = (nuint)Environment.SystemPageSize;
        nuint end = (part.End + page - 1) / page * page;
        var buffer = new PageRegion[PagemapScanReader.BatchLength];
        nuint next = part.Start;
        for (nuint at = part.Start / page * page; at < end;)
        {
            if (PagemapScanReader.TryPresent(root, at, end, buffer, out nuint walked) is not { } count)
            {
                yield return Unseen(part);
                yield break;
            }

            for (int i = 0; i < count; i++)
            {
                nuint from = nuint.Max(next, (nuint)buffer[i].start);
                nuint to = nuint.Min(part.End, (nuint)buffer[i].end);
                if (next < from)
                {
                    yield return Run(next, from, PageEntrySize.NotMapped);
                }

                yield return Run(from, to, KindOf(buffer[i].categories, part));
                next = to;
            }

            at = walked;
        }

        if (next < part.End)
        {
            yield return Run(next, part.End, PageEntrySize.NotMapped);
        }
    }

    /// <summary>Neighbours of one kind become one run.</summary>
    internal static IEnumerable<PageRun> Merge(IEnumerable<PageRun> runs)
    {
        PageRun? last = null;
        foreach (PageRun run in runs)
        {
            if (last is { } open && open.Kind == run.Kind && open.IsPresenceKnown == run.IsPresenceKnown)
            {
                last = open with { Length = open.Length + run.Length };
                continue;
            }

            if (last is { } complete)
            {
                yield return complete;
            }

            last = run;
        }

        if (last is { } final)
        {
            yield return final;
        }
    }

    private static PageEntrySize KindOf(ulong categories, WalkablePart part) =>
        ((categories & Libc.PAGE_IS_PFNZERO) != 0, (categories & Libc.PAGE_IS_HUGE) != 0) switch
        {
            (true, true) => PageEntrySize.HugeZeroPage,
            (true, false) => PageEntrySize.ZeroPage,
            (false, true) => part.Huge,
            _ => part.Small,
        };

    private static PageRun Unseen(WalkablePart part) => Run(part.Start, part.End, part.Otherwise) with { IsPresenceKnown = false };

    private static PageRun Run(nuint from, nuint to, PageEntrySize kind) => new((nint)from, (long)(to - from), kind);
}
