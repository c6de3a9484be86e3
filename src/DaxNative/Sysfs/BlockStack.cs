using System.Globalization;

namespace DaxNative;

/// <summary>Walks from block devices down to the leaves: a partition to its disk, device-mapper and md to their slaves.</summary>
internal sealed class BlockStack(LinuxRoot root)
{
    /// <summary>512-byte sectors in the 4 KiB that DAX maps.</summary>
    private const ulong SectorsPerPage = 8;

    private readonly List<BackingLeaf> _leaves = [];
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private bool _isDeviceMapper;
    private bool _isOverFile;
    private string? _misalignment;

    /// <summary>Adds what lies under a block device.</summary>
    /// <returns>The device's directory; null where sysfs has none (btrfs, overlayfs, tmpfs have major 0).</returns>
    internal string? Add(uint major, uint minor)
    {
        string number = new DeviceNumber(major, minor).ToString();
        string? path = major == 0 ? null : SysfsPath.Follow(root, root.Sys + "/dev/block/" + number);
        if (path is null)
        {
            AddUnknown(number);
            return null;
        }

        Visit(path, isTop: true);
        return path;
    }

    internal void AddUnknown(string name) => _leaves.Add(new BackingLeaf(name, null, BackingKind.Unknown));

    /// <summary>
    /// Adds what lies under a file that the kernel names by a path alone: a loop device's, an overlay's. Where the path leads
    /// now need not be where it led then, so such a leaf is never more than unknown; but memory is called memory.
    /// </summary>
    internal void AddNamed(string name, string path)
    {
        _isOverFile = true;
        string here = root.Root + path;
        if (FileSystemNumber.At(here) is not { } magic || PosixFile.Status(here, out FileStatus status) != 0)
        {
            AddUnknown(name);
        }
        else if (FileSystemKinds.Of(magic) == FileSystemKind.Memory)
        {
            _leaves.Add(new BackingLeaf($"{name} on {FileSystemKinds.NameOf(magic)}", null, BackingKind.VolatileMemory));
        }
        else
        {
            AddUnknown(name);
            Add(status.Device.Major, status.Device.Minor);
        }
    }

    internal Backing ToBacking() => new([.. _leaves])
    {
        IsDeviceMapper = _isDeviceMapper,
        IsOverFile = _isOverFile,

        // On an ordinary disk a misaligned table is slow, never wrong.
        Misalignment = _leaves.Any(leaf => leaf.Region is not null) ? _misalignment : null,
    };

    private void Visit(string path, bool isTop)
    {
        if (!_visited.Add(path))
        {
            return;
        }

        if (BlockLeaf.OfHardware(root, path) is { } leaf)
        {
            _leaves.Add(leaf);
            return;
        }

        // Only a partition has it.
        if (SysfsAttribute.Read(path + "/start") is { } start)
        {
            CheckPartitionStart(path, start, isTop);
            Visit(SysfsPath.Parent(path), isTop: false);
            return;
        }

        if (SysfsAttribute.Read(path + "/loop/backing_file") is { } file)
        {
            AddNamed($"{Path.GetFileName(path)} over {file}", file);
            return;
        }

        IReadOnlyList<string> slaves = SysfsPath.Names(path + "/slaves");
        if (slaves.Count == 0 && !Directory.Exists(path + "/dm") && !Directory.Exists(path + "/md"))
        {
            _leaves.Add(BlockLeaf.OfSoftware(path));
            return;
        }

        _isDeviceMapper = true;
        CheckTable(path);
        if (slaves.Count == 0)
        {
            AddUnknown(Path.GetFileName(path));
        }

        foreach (string slave in slaves.Order(NaturalOrder.Instance))
        {
            if (SysfsPath.Follow(root, path + "/slaves/" + slave) is { } target)
            {
                Visit(target, isTop: false);
            }
            else
            {
                AddUnknown(slave);
            }
        }
    }

    /// <summary>
    /// The kernel itself refuses DAX on a partition off 4 KiB. A partition below a table is not looked at: the kernel
    /// adds its start to the table's offset, and the sum is in the table's alignment_offset.
    /// </summary>
    private void CheckPartitionStart(string path, string start, bool isTop)
    {
        if (isTop && SysfsValue.Unsigned(start) is { } sector && sector % SectorsPerPage != 0)
        {
            Report(string.Create(CultureInfo.InvariantCulture, $"Partition {Path.GetFileName(path)} starts at sector {sector}, which is not a multiple of 8 (4 KiB)."));
        }
    }

    /// <summary>
    /// A target that starts off 4 KiB in the device below, or stripes that are larger than 4 KiB and no
    /// multiple of it, show in alignment_offset: nonzero, or -1. A target that begins off 4 KiB in the table itself does not show in sysfs; the
    /// table tells, but only root.
    /// </summary>
    private void CheckTable(string path)
    {
        string name = Path.GetFileName(path);
        string? offset = SysfsAttribute.Read(path + "/alignment_offset");
        if (offset is not null and not "0")
        {
            Report($"The table of {name} is not aligned to 4 KiB of the device below (alignment_offset is {offset}).");
        }
        else if (Directory.Exists(path + "/dm")
            && SysfsValue.DeviceNumber(SysfsAttribute.Read(path + "/dev")) is { } number
            && DeviceMapperTable.TargetStarts(root, number.Major, number.Minor) is { } starts)
        {
            foreach (ulong start in starts.Where(start => start % SectorsPerPage != 0))
            {
                Report(string.Create(CultureInfo.InvariantCulture, $"A target of the table of {name} begins at sector {start}, which is not a multiple of 8 (4 KiB)."));
            }
        }
    }

    private void Report(string text) => _misalignment ??= text;
}
