namespace DaxNative.Tool;

/// <summary>Finds the DAX mappings of any process in its smaps, which also say whether each is synchronous (<c>sf</c>).</summary>
internal static class ProcessMappings
{
    internal static IReadOnlyList<MappedArea> Of(LinuxRoot root, int processId) => [.. SmapsReader.Read(root, processId)
        .Where(entry => entry.Inode != 0)
        .Select(entry => Describe(root, entry))
        .OfType<MappedArea>()];

    private static MappedArea? Describe(LinuxRoot root, SmapsEntry entry)
    {
        Vma vma = Vma.From(entry);
        MemoryFacts facts = VmaFacts.Of(root, vma, () => entry.VmFlags.NotSyncBecause);
        return IsOfInterest(root, vma, facts, entry.VmFlags.Contains(VmFlag.SynchronousFault)) is { } shown
            ? AreaClassifier.Describe(shown, vma, vma.Start, vma.End - vma.Start)
            : null;
    }

    private static MemoryFacts? IsOfInterest(LinuxRoot root, Vma vma, MemoryFacts facts, bool isMapSync) => facts.Kind switch
    {
        AreaKind.DaxFile or AreaKind.DeviceDax => facts,
        AreaKind.PrivateFile => VmaFacts.StatusOf(root, vma) is { Status.IsDax: true } ? facts : null,

        // Its name leads nowhere from here, but a synchronous mapping of a file on persistent memory is DAX.
        AreaKind.UnknownFile when isMapSync && VmaFacts.IsOnPersistentMemory(root, vma) => facts,
        _ => null,
    };
}
