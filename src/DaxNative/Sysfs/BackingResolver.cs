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
    /// its mount instead: that is added, because nothing cheap says on which of the two. An overlay's file lies where the
    /// overlay's upper directory does.
    /// </summary>
    /// <param name="root">The kernel's tree.</param>
    /// <param name="device">Of the file.</param>
    /// <param name="kind">Of its file system.</param>
    /// <param name="mount">Its mount; null where this process does not see it.</param>
    /// <param name="mayBeRealTime">False where it is known that the file system has no real-time device.</param>
    internal static Backing OfFile(LinuxRoot root, DeviceNumber device, FileSystemKind kind, MountInfoEntry? mount, bool mayBeRealTime)
    {
        if (kind != FileSystemKind.Overlay && !mayBeRealTime)
        {
            return OfBlockDevice(root, device.Major, device.Minor);
        }

        var walk = new BlockStack(root);
        if (kind == FileSystemKind.Overlay)
        {
            AddUpper(walk, mount);
        }
        else if (walk.Add(device.Major, device.Minor) is { } disk)
        {
            AddRealTime(walk, root, Path.GetFileName(disk), mount);
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

    private static void AddUpper(BlockStack walk, MountInfoEntry? mount)
    {
        if (mount?.SuperOption("upperdir") is { } upper)
        {
            walk.AddNamed($"the overlay's {upper}", upper);
        }
        else
        {
            walk.AddUnknown("the overlay");
        }
    }

    private static void AddRealTime(BlockStack walk, LinuxRoot root, string disk, MountInfoEntry? mount)
    {
        if (mount is not null)
        {
            RealTimeDevice.AddTo(walk, root, mount);
        }
        else if (Directory.Exists(root.Sys + "/fs/xfs/" + disk))
        {
            // An xfs whose mount this process cannot see: whether it has a real-time device is not known.
            walk.AddUnknown("the real-time device of " + disk);
        }
    }

    private static Backing Walk(LinuxRoot root, DeviceNumber number)
    {
        var walk = new BlockStack(root);
        walk.Add(number.Major, number.Minor);
        return walk.ToBacking();
    }
}
