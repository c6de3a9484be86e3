namespace DaxNative;

/// <summary>Finds the <see cref="Backing"/> of a block device, a file or a dax device from its numbers alone.</summary>
internal static class BackingResolver
{
    private static readonly DeviceMemory<Backing> s_disks = new(static number => $"block/{number}");

    /// <summary>What lies under a block device.</summary>
    internal static Backing OfBlockDevice(LinuxRoot root, uint major, uint minor) => major == 0
        ? Walk(root, new DeviceNumber(major, minor))
        : s_disks.Get(root, new DeviceNumber(major, minor), Walk, static backing => backing.IsLasting)!;

    /// <summary>
    /// What lies under a file, from the <c>st_dev</c> of its <c>stat</c>. An xfs file may lie on the real-time device of
    /// its mount instead: that is added, because nothing cheap says on which of the two.
    /// </summary>
    /// <param name="root">The kernel's tree.</param>
    /// <param name="major">Of the file's device.</param>
    /// <param name="minor">Of the file's device.</param>
    /// <param name="mayBeRealTime">False where it is known that the file system has no real-time device.</param>
    internal static Backing OfFile(LinuxRoot root, uint major, uint minor, bool mayBeRealTime = true)
    {
        if (!mayBeRealTime)
        {
            return OfBlockDevice(root, major, minor);
        }

        var walk = new BlockStack(root);
        string? device = walk.Add(major, minor);
        if (device is not null)
        {
            if (MountInfoReader.ForDevice(root, major, minor) is { } mount)
            {
                RealTimeDevice.AddTo(walk, root, mount);
            }
            else if (Directory.Exists(root.Sys + "/fs/xfs/" + Path.GetFileName(device)))
            {
                // An xfs whose mount this process cannot see: whether it has a real-time device is not known.
                walk.AddUnknown("the real-time device of " + Path.GetFileName(device));
            }
        }

        return walk.ToBacking();
    }

    /// <summary>What lies under a dax device: one leaf.</summary>
    internal static Backing OfDaxDevice(LinuxRoot root, uint major, uint minor) => DaxBus.Identify(root, major, minor) is { } device
        ? OfDaxDevice(device)
        : new Backing([new BackingLeaf(new DeviceNumber(major, minor).ToString(), null, BackingKind.Unknown)]);

    /// <summary>What lies under a dax device that has been read already.</summary>
    internal static Backing OfDaxDevice(DaxDeviceFacts device) => new([new BackingLeaf(device.Name, device.NdRegion, device.MemoryKind switch
    {
        DaxMemoryKind.PersistentMemory => BackingKind.PersistentMemory,
        DaxMemoryKind.VolatileMemory => BackingKind.VolatileMemory,
        _ => BackingKind.Unknown,
    })]);

    private static Backing Walk(LinuxRoot root, DeviceNumber number)
    {
        var walk = new BlockStack(root);
        walk.Add(number.Major, number.Minor);
        return walk.ToBacking();
    }
}
