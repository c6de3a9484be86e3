namespace DaxNative;

/// <summary>A shared mapping of a file that is not in DAX mode.</summary>
internal static class PageCacheArea
{
    internal static MappedArea Describe(LinuxRoot root, Vma vma, string path)
    {
        if (FileOfArea.FileSystemAt(root, path) is not { } fileSystem)
        {
            return AreaClassifier.Area(AreaKind.PageCache, StoreGranularity.Page, Evidence.Assumed, "its stores are in the page cache until msync; which file system they go to cannot be found out");
        }

        Backing backing = BackingResolver.OfFile(root, vma.Device.Major, vma.Device.Minor, XfsGeometry.MayHaveRealTimeDevice(fileSystem));
        return VolatileFile.InMemory(fileSystem, backing) is { } reason
            ? AreaClassifier.Never(AreaKind.PageCache, reason)
            : AreaClassifier.Area(AreaKind.PageCache, StoreGranularity.Page, Evidence.Proven, "its stores are in the page cache until msync");
    }
}
