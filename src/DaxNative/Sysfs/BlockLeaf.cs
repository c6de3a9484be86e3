namespace DaxNative;

/// <summary>Says what a block device without slaves is.</summary>
internal static class BlockLeaf
{
    /// <summary>The kernel's RAMDISK_MAJOR.</summary>
    private const uint RamDiskMajor = 1;

    // The buses of disks, by the name of the device's subsystem. What is on another one may be a disk or may not.
    private static readonly string[] s_diskBuses = ["scsi", "virtio", "nvme", "nvme-subsystem", "mmc", "xen", "ata_device", "ide"];

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
            null => KindOfDisk(device),
            { IsVolatile: true } => BackingKind.VolatileMemory,
            _ => BackingKind.PersistentMemory,
        });
    }

    /// <summary>A disk of the kernel's own making that stands on no other.</summary>
    internal static BackingLeaf OfSoftware(string path) =>
        new(Path.GetFileName(path), null, IsRamDisk(path) ? BackingKind.VolatileMemory : BackingKind.Unknown);

    // The kernel's own disk for tests keeps its sectors in memory.
    private static BackingKind KindOfDisk(string device) =>
        SysfsAttribute.Read(device + "/model")?.Trim() == "scsi_debug" ? BackingKind.VolatileMemory
        : s_diskBuses.Contains(SysfsPath.LinkName(device + "/subsystem")) ? BackingKind.Disk
        : BackingKind.Unknown;

    /// <summary>brd has a major number of its own; zram has not, but attributes that nothing else has.</summary>
    private static bool IsRamDisk(string path) =>
        SysfsValue.DeviceNumber(SysfsAttribute.Read(path + "/dev")) is { Major: RamDiskMajor }
        || (File.Exists(path + "/comp_algorithm") && File.Exists(path + "/disksize"));
}
