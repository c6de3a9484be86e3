namespace DaxNative;

/// <summary>Says what a block device without slaves is.</summary>
internal static class BlockLeaf
{
    /// <summary>The kernel's RAMDISK_MAJOR.</summary>
    private const uint RamDiskMajor = 1;

    /// <summary>
    /// A disk that has a device of its own above it; null for the others. Device-mapper, md and bcache make their disks
    /// out of nothing, so what has one is no stack.
    /// </summary>
    internal static BackingLeaf? OfHardware(LinuxRoot root, string path)
    {
        // pfnN.M, namespaceN.M or bttN.M for persistent memory: the region is above.
        if (SysfsPath.Follow(root, path + "/device") is not { } device)
        {
            return null;
        }

        RegionPromise? region = RegionPromiseReader.Above(root, device);
        return new BackingLeaf(Path.GetFileName(path), region, region switch
        {
            null => BackingKind.Other,
            { IsVolatile: true } => BackingKind.VolatileMemory,
            _ => BackingKind.PersistentMemory,
        });
    }

    /// <summary>A disk of the kernel's own making that stands on no other.</summary>
    internal static BackingLeaf OfSoftware(string path) =>
        new(Path.GetFileName(path), null, IsRamDisk(path) ? BackingKind.VolatileMemory : BackingKind.Unknown);

    /// <summary>brd has a major number of its own; zram has not, but attributes that nothing else has.</summary>
    private static bool IsRamDisk(string path) =>
        SysfsValue.DeviceNumber(SysfsAttribute.Read(path + "/dev")) is { Major: RamDiskMajor }
        || (File.Exists(path + "/comp_algorithm") && File.Exists(path + "/disksize"));
}
