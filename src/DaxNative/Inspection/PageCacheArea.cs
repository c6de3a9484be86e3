namespace DaxNative;

/// <summary>A shared mapping of a file that is not in DAX mode.</summary>
internal static class PageCacheArea
{
    internal static unsafe MappedArea Describe(LinuxRoot root, Vma vma, string path)
    {
        Statfs statistics = default;

        // SAFETY: the local has the size of the whole structure.
        if (Libc.StatfsCall(root.Root + path, &statistics) != 0)
        {
            return AreaClassifier.Area(AreaKind.PageCache, StoreGranularity.Page, Evidence.Assumed, "its stores are in the page cache until msync; which file system they go to cannot be found out");
        }

        Backing backing = BackingResolver.OfFile(root, vma.Device.Major, vma.Device.Minor);
        return VolatileFile.InMemory(statistics.f_type, backing) is { } reason
            ? AreaClassifier.Never(AreaKind.PageCache, reason)
            : AreaClassifier.Area(AreaKind.PageCache, StoreGranularity.Page, Evidence.Proven, "its stores are in the page cache until msync");
    }
}
