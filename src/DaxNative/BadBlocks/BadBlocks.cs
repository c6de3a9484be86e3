using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Which bytes of a file or device lie on bad media, and their replacement.</summary>
/// <remarks>Thread-safe; each call reads the kernel's list anew.</remarks>
[SupportedOSPlatform("linux")]
public static class BadBlocks
{
    /// <summary>Finds the known bad blocks of a file, by its extents.</summary>
    /// <param name="path">A regular file on a pmem block device or a partition of one.</param>
    /// <returns>Offsets in the file; or why they are not known.</returns>
    /// <exception cref="DaxException">The file cannot be opened, or its file system does not tell its extents.</exception>
    public static BadBlockReport OfFile(string path)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        using SafeFileHandle file = OpenFile.Regular(path, forWriting: false, out FileStatus status);
        return Counted(OfFile(LinuxRoot.Running, path, status, ExtentReader.Read(file, path)));
    }

    /// <summary>Finds the known bad blocks of a device.</summary>
    /// <param name="path">A device-dax node (<c>/dev/daxX.Y</c>), or a pmem block device or a partition of one.</param>
    /// <returns>Offsets on the device; or why they are not known. For device-dax only root may know where the device lies.</returns>
    /// <exception cref="DaxException">There is nothing at the path, or it is no device.</exception>
    public static BadBlockReport OfDevice(string path)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        KernelErrors.Require("stat", PosixFile.Status(path, out FileStatus status), path);
        return Counted(status.Type switch
        {
            FileType.CharacterDevice => OfDaxDevice(LinuxRoot.Running, path, status.Special),
            FileType.BlockDevice => OfBlockDevice(LinuxRoot.Running, path, status.Special),
            _ => throw KernelErrors.Failed(new DaxFailure(DaxError.WrongFileType, "stat", "It is no device.", "Name /dev/daxX.Y or /dev/pmemN; for a file ask BadBlocks.OfFile.") { Path = path, IsPredicted = true }),
        });
    }

    /// <summary>
    /// Replaces a bad range of a file by zeroes: punches its pages out, writes zeroes, synchronises, and verifies that the
    /// pages can be read and that the kernel no longer lists them for the file.
    /// </summary>
    /// <remarks>
    /// What the pages held is lost, also the good bytes beside the bad ones: <see cref="SafeReader"/> first. The new blocks
    /// may lie elsewhere, so a file that was static is to be checked again.
    /// </remarks>
    /// <param name="path">A regular file that may be written.</param>
    /// <param name="range">As <see cref="OfFile(string)"/> gives it; widened to whole pages.</param>
    /// <returns>What was replaced.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not within the file.</exception>
    /// <exception cref="DaxException">
    /// The file cannot be changed; or it is not repaired (<see cref="DaxError.VerificationFailed"/>).
    /// </exception>
    public static BadBlockRepair Repair(string path, BadBlockRange range)
    {
        Platform.RequireLinux();
        PathArgument.Require(path);
        try
        {
            BadBlockRepair repair = FileRepair.Run(path, range);
            DaxNativeMeter.Repaired(isOk: true);
            return repair;
        }
        catch (DaxException)
        {
            DaxNativeMeter.Repaired(isOk: false);
            throw;
        }
    }

    /// <summary>Tells the meter of an answer that somebody gets.</summary>
    internal static BadBlockReport Counted(BadBlockReport answer)
    {
        DaxNativeMeter.FoundBad(answer.Ranges?.Sum(range => range.Length) ?? 0);
        return answer;
    }

    internal static BadBlockReport OfFile(LinuxRoot root, string path, FileStatus status, IEnumerable<FileExtent> extents)
    {
        BadBlockReport device = OfBlockDevice(root, path, status.Device);
        if (!device.IsAvailable)
        {
            return device;
        }

        if (MountInfoReader.ForDevice(root, status.Device.Major, status.Device.Minor) is not { } mount)
        {
            return BadBlockReport.Unavailable(path, "This process does not see the mount, and so not whether it has a real-time device beside the one that it names.");
        }

        return mount.SuperOption("rtdev") is not null
            ? BadBlockReport.Unavailable(path, "The file system has a real-time device, and nothing says on which of the two the file lies.")
            : device with { Ranges = BadBlockTranslation.InFile(device.Ranges, extents, status.Size) };
    }

    internal static BadBlockReport OfBlockDevice(LinuxRoot root, string path, DeviceNumber number)
    {
        FileBlockDevice? device = FileBlockDevice.Of(root, number);
        if (device is null)
        {
            return BadBlockReport.Unavailable(path, $"Sysfs has no block device {number}: the file system (btrfs, overlayfs, tmpfs) does not say where it lies.");
        }

        if (device.IsStacked)
        {
            return BadBlockReport.Unavailable(path, "The block device is a device-mapper or md table; sysfs does not say where its parts lie. Ask for the devices below it (lsblk --inverse).");
        }

        return BadBlockList.Read(device.Path) is { } list
            ? From(path, list, device.Start, device.Size ?? long.MaxValue)
            : BadBlockReport.Unavailable(path, $"{System.IO.Path.GetFileName(device.Path)} has no list of bad blocks that this process may read.");
    }

    internal static BadBlockReport OfDaxDevice(LinuxRoot root, string path, DeviceNumber number)
    {
        if (DaxBus.Find(root, number.Major, number.Minor) is not { } device)
        {
            return BadBlockReport.Unavailable(path, $"Character device {number} is no dax device.");
        }

        if (device.NdRegion is not { } region)
        {
            return BadBlockReport.Unavailable(path, $"{device.Name} belongs to no nd region, and only those have lists of bad blocks.");
        }

        if (BadBlockList.Read(region.SysfsPath) is not { } list)
        {
            return BadBlockReport.Unavailable(path, $"{region.Name} has no list of bad blocks that this process may read.");
        }

        ulong? start = device.Resource - SysfsValue.Unsigned(SysfsAttribute.Read(region.SysfsPath + "/resource"));
        return start is { } offset and <= long.MaxValue && device.Size is { } size
            ? From(path, list, (long)offset, size)
            : BadBlockReport.Unavailable(path, $"Where {device.Name} lies in {region.Name} is in attributes that only root may read (resource).");
    }

    private static BadBlockReport From(string path, BadBlockList list, long start, long length) => new()
    {
        Path = path,
        Ranges = BadBlockTranslation.Within(list.Ranges, start, length),
        IsComplete = list.IsComplete,
    };
}
