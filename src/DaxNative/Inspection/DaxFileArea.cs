namespace DaxNative;

/// <summary>A shared mapping of a DAX file: the CPU alone makes a store durable only where it was mapped with MAP_SYNC.</summary>
internal static class DaxFileArea
{
    internal static MappedArea Describe(LinuxRoot root, Vma vma, string path) => Describe(root, vma, path, IsMapSync(root, vma));

    internal static MappedArea Describe(LinuxRoot root, Vma vma, string path, bool isMapSync)
    {
        bool mayBeRealTime = FileOfArea.FileSystemAt(root, path) is not { } fileSystem || XfsGeometry.MayHaveRealTimeDevice(fileSystem);
        Backing backing = BackingResolver.OfFile(root, vma.Device.Major, vma.Device.Minor, mayBeRealTime);
        DurabilityGuarantee guarantee = GuaranteeTable.Decide(
            new MemoryFacts
            {
                Path = vma.Name,
                IsDevice = false,
                IsDax = true,
                IsMapSync = isMapSync,
                NoMapSyncBecause = "it is a DAX file, but was mapped without MAP_SYNC, so its block map may not be durable",
                Backing = backing,
                Instruction = CpuFlush.Best,
            },
            MappingOptions.Default);
        return AreaClassifier.Dax(AreaKind.DaxFile, guarantee);
    }

    // Our own mappings know. For any other only smaps tells (sf), and on a DAX file it tells the truth.
    private static bool IsMapSync(LinuxRoot root, Vma vma) =>
        LiveMappings.At(vma.Start)?.Guarantee.IsMapSync
        ?? SmapsReader.Covering(root, vma.Start, vma.End - vma.Start) is [{ VmFlags: var flags }, ..] && flags.Contains(VmFlag.SynchronousFault);
}
