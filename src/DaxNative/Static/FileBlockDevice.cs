namespace DaxNative;

/// <summary>The block device that a file system lies on.</summary>
/// <param name="Path">Its directory in sysfs; the whole disk's for a partition.</param>
/// <param name="Start">Where the file system begins on it, in bytes: a partition's start, else 0.</param>
/// <param name="Size">The length of the part, in bytes; null where sysfs does not say.</param>
/// <param name="IsStacked">Device-mapper or md: offsets on it are not offsets on one device below.</param>
internal sealed record FileBlockDevice(string Path, long Start, long? Size, bool IsStacked)
{
    private const int SectorSize = BadBlockList.SectorSize;

    /// <summary>The device with this number; null where sysfs has none (btrfs, overlayfs and tmpfs have major 0).</summary>
    internal static FileBlockDevice? Of(LinuxRoot root, DeviceNumber device)
    {
        string? path = device.Major == 0 ? null : SysfsPath.Follow(root, root.Sys + "/dev/block/" + device);
        if (path is null)
        {
            return null;
        }

        long? size = SysfsValue.Size(SysfsAttribute.Read(path + "/size")) * SectorSize;
        if (File.Exists(path + "/partition"))
        {
            return SysfsValue.Size(SysfsAttribute.Read(path + "/start")) is { } start
                ? new FileBlockDevice(SysfsPath.Parent(path), start * SectorSize, size, IsStacked: false)
                : null;
        }

        bool isStacked = Directory.Exists(path + "/dm") || Directory.Exists(path + "/md") || SysfsPath.Names(path + "/slaves").Count > 0;
        return new FileBlockDevice(path, 0, size, isStacked);
    }
}
