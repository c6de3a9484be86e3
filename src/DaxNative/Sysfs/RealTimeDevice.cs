namespace DaxNative;

/// <summary>The real-time device of an xfs mount (<c>rtdev=/dev/…</c>), where files can lie instead of on the data device.</summary>
internal static class RealTimeDevice
{
    internal static void AddTo(BlockStack stack, LinuxRoot root, MountInfoEntry mount)
    {
        if (mount.FileSystemType != "xfs" || mount.SuperOption("rtdev") is not { } device)
        {
            return;
        }

        if (NumberOf(root, device) is { } number)
        {
            stack.Add(number.Major, number.Minor);
        }
        else
        {
            stack.AddUnknown(device);
        }
    }

    private static (uint Major, uint Minor)? NumberOf(LinuxRoot root, string device)
    {
        string node = SysfsPath.Resolve(root, root.Root + device) ?? root.Root + device;
        if (PosixFile.Status(node, out FileStatus status) == 0 && status.Type == FileType.BlockDevice)
        {
            return (status.Special.Major, status.Special.Minor);
        }

        // A recorded tree has no device nodes, and a mount may name a node that is gone: the names in sysfs are left.
        string name = node.StartsWith(root.Dev + "/", StringComparison.Ordinal) ? node[(root.Dev.Length + 1)..] : node;
        return SysfsValue.DeviceNumber(SysfsAttribute.Read(root.Sys + "/class/block/" + name.Replace('/', '!') + "/dev"))
            ?? NumberOfMapped(root, name);
    }

    private static (uint Major, uint Minor)? NumberOfMapped(LinuxRoot root, string name)
    {
        const string Mapper = "mapper/";
        if (!name.StartsWith(Mapper, StringComparison.Ordinal))
        {
            return null;
        }

        string blocks = root.Sys + "/class/block";
        return SysfsPath.Names(blocks)
            .Where(block => SysfsAttribute.Read(blocks + "/" + block + "/dm/name") == name[Mapper.Length..])
            .Select(block => SysfsValue.DeviceNumber(SysfsAttribute.Read(blocks + "/" + block + "/dev")))
            .FirstOrDefault();
    }
}
