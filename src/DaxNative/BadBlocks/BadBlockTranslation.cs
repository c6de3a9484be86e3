namespace DaxNative;

/// <summary>Turns bad ranges of a device into ranges of a part of it, or of a file on it.</summary>
internal static class BadBlockTranslation
{
    /// <summary>What of the ranges lies in a part, counted from the part's start.</summary>
    internal static List<BadBlockRange> Within(IEnumerable<(long Offset, long Length)> ranges, long start, long length)
    {
        var found = new List<BadBlockRange>();
        foreach ((long offset, long count) in ranges)
        {
            long from = Math.Max(offset, start);
            long end = Math.Min(offset + count, length > long.MaxValue - start ? long.MaxValue : start + length);
            if (from < end)
            {
                found.Add(new BadBlockRange(from - start, end - from));
            }
        }

        return found;
    }

    /// <summary>What of the ranges of a file system's device lies in a file of this length, by offsets in the file.</summary>
    internal static List<BadBlockRange> InFile(IReadOnlyList<BadBlockRange> device, IEnumerable<FileExtent> extents, long fileLength)
    {
        var found = new List<BadBlockRange>();
        if (device.Count == 0)
        {
            return found;
        }

        foreach (FileExtent extent in extents.Where(extent => extent.HasPhysicalOffset))
        {
            foreach (BadBlockRange bad in device)
            {
                long from = Math.Max(bad.Offset, extent.PhysicalOffset);
                long end = Math.Min(bad.Offset + bad.Length, extent.PhysicalOffset + extent.Length);
                long inFile = extent.Offset + (from - extent.PhysicalOffset);
                long length = Math.Min(end - from, fileLength - inFile);
                if (length > 0)
                {
                    found.Add(new BadBlockRange(inFile, length));
                }
            }
        }

        return Merge(found);
    }

    // A bad range over two extents that follow one another in the file is one range of it.
    private static List<BadBlockRange> Merge(List<BadBlockRange> ranges)
    {
        var merged = new List<BadBlockRange>();
        foreach (BadBlockRange range in ranges.OrderBy(range => range.Offset))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Offset + last.Length >= range.Offset)
            {
                merged[^1] = last with { Length = Math.Max(last.Length, range.Offset + range.Length - last.Offset) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
