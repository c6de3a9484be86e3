namespace DaxNative;

/// <summary>Decides what one mapping is worth, by the same table as opening one, from what the kernel says now.</summary>
internal static class AreaClassifier
{
    internal static MappedArea Classify(LinuxRoot root, Vma vma, nuint start, nuint length)
    {
        MappedArea area = Describe(root, vma);
        return area with
        {
            Address = (nint)start,
            Length = (long)length,
            Path = vma.Name,
            IsWritable = vma.IsWritable,
            FileOffset = vma.Inode == 0 ? 0 : (long)(vma.Offset + (start - vma.Start)),
        };
    }

    private static MappedArea Describe(LinuxRoot root, Vma vma) => vma switch
    {
        { Inode: 0 } => Never(AreaKind.Anonymous, "it is anonymous memory"),
        { IsShared: false } => Never(AreaKind.PrivateFile, "a private mapping's stores never reach the file"),
        _ => FileOfArea.Of(root, vma) switch
        {
            { IsCharacterDevice: true } file => DeviceArea.Describe(root, file.Special),
            { IsDax: true } file => DaxFileArea.Describe(root, vma, file.Path),
            { } file => PageCacheArea.Describe(root, vma, file.Path),
            null => Unidentified(vma),
        },
    };

    // A file without a name is lost with the last process that has it. Any other may be a DAX file or not: msync is right
    // for both.
    private static MappedArea Unidentified(Vma vma) => vma.IsDeleted
        ? Never(AreaKind.UnknownFile, "its file was deleted, and after a crash no name would lead to it")
        : Area(AreaKind.UnknownFile, StoreGranularity.Page, Evidence.Assumed, "its name does not lead to the file that is mapped, so whether it is a DAX file cannot be found out");

    internal static MappedArea Never(AreaKind kind, string reason) => Area(kind, null, Evidence.Volatile, reason);

    /// <summary>An area whose guarantee was negotiated, as a mapping of our own is.</summary>
    internal static MappedArea Dax(AreaKind kind, DurabilityGuarantee guarantee) =>
        Area(kind, guarantee.Granularity, guarantee.Evidence, guarantee.Reason) with
        {
            IsMapSync = guarantee.IsMapSync,
            PersistenceDomain = guarantee.PersistenceDomain,
        };

    internal static MappedArea Area(AreaKind kind, StoreGranularity? granularity, Evidence evidence, string reason) => new()
    {
        Address = 0,
        Length = 0,
        Kind = kind,
        Granularity = granularity,
        Evidence = evidence,
        Reason = reason,
    };
}
