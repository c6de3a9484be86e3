namespace DaxNative;

/// <summary>Says what a block device without slaves is.</summary>
internal static class BlockLeaf
{
    /// <summary>The kernel's RAMDISK_MAJOR.</summary>
    private const uint RamDiskMajor = 1;

    internal static BackingLeaf Read(LinuxRoot root, string path)
    {
        string name = Path.GetFileName(path);

        // pfnN.M, namespaceN.M or bttN.M for persistent memory: the region is above.
        if (SysfsPath.Resolve(root, path + "/device") is { } device)
        {
            NdRegion? region = NdRegionReader.Above(root, device);
            return new BackingLeaf(name, region, region switch
            {
                null => BackingKind.Other,
                { IsVolatile: true } => BackingKind.VolatileMemory,
                _ => BackingKind.PersistentMemory,
            });
        }

        return new BackingLeaf(name, null, IsRamDisk(path) ? BackingKind.VolatileMemory : BackingKind.Unknown);
    }

    /// <summary>brd has a major number of its own; zram has not, but attributes that nothing else has.</summary>
    private static bool IsRamDisk(string path) =>
        SysfsValue.DeviceNumber(SysfsAttribute.Read(path + "/dev")) is { Major: RamDiskMajor }
        || (File.Exists(path + "/comp_algorithm") && File.Exists(path + "/disksize"));
}
