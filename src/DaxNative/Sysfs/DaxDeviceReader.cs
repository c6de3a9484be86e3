namespace DaxNative;

/// <summary>Reads one dax device from its directory, whatever its parent is: nd region, hmem or CXL.</summary>
internal static class DaxDeviceReader
{
    /// <summary>Everything that the device says of itself, and of its region what the caller says.</summary>
    internal static DaxDevice Read(LinuxRoot root, string path, Func<RegionPromise, NdRegion> describe)
    {
        DaxDeviceFacts facts = ReadFacts(root, path);
        (uint Major, uint Minor)? number = SysfsValue.DeviceNumber(SysfsAttribute.Read(path + "/dev"));
        return new DaxDevice
        {
            Name = facts.Name,
            SysfsPath = path,
            Size = facts.Size,
            Align = facts.Align,
            Mode = facts.Driver.Mode,
            Driver = facts.Driver.Name,
            NumaNode = SysfsValue.Node(SysfsAttribute.Read(path + "/numa_node")),
            TargetNode = SysfsValue.Node(SysfsAttribute.Read(path + "/target_node")),
            Resource = SysfsValue.Unsigned(SysfsAttribute.Read(path + "/resource")),
            Major = number?.Major,
            Minor = number?.Minor,
            Region = ReadRegion(path),
            NdRegion = facts.NdRegion is { } region ? describe(region) : null,
            MemoryKind = facts.MemoryKind,
        };
    }

    /// <summary>What mapping it needs.</summary>
    internal static DaxDeviceFacts ReadFacts(LinuxRoot root, string path)
    {
        RegionPromise? region = RegionPromiseReader.Above(root, path);
        return new DaxDeviceFacts
        {
            Name = Path.GetFileName(path),
            SysfsPath = path,
            Size = SysfsValue.Size(SysfsAttribute.Read(path + "/size")),
            Align = SysfsValue.Align(SysfsAttribute.Read(path + "/align")) ?? ReadRegion(path)?.Align ?? AlignOfNdDax(root, path),
            Driver = ReadDriver(path),
            NdRegion = region,
            MemoryKind = KindOf(root, path, region),
        };
    }

    /// <summary>The driver from its link. In the class layout it is bound to the parent device.</summary>
    internal static DaxDriver ReadDriver(string path)
    {
        if (SysfsPath.LinkName(path + "/driver") is { } driver)
        {
            return DaxDriver.Called(driver);
        }

        string? subsystem = SysfsPath.LinkTarget(path + "/subsystem");
        if (subsystem is null || Path.GetFileName(subsystem) != "dax")
        {
            return DaxDriver.NotShown;
        }

        bool isClass = subsystem.EndsWith("/class/dax", StringComparison.Ordinal);
        return isClass && SysfsPath.LinkName(path + "/device/driver") is { } parents ? new DaxDriver(parents, DaxDeviceMode.DevDax) : DaxDriver.None;
    }

    private static DaxRegion? ReadRegion(string path)
    {
        // bus layout: PARENT/daxX.Y; class layout: PARENT/dax/daxX.Y
        string parent = SysfsPath.Parent(path);
        foreach (string directory in (string[])[parent + "/dax_region", SysfsPath.Parent(parent) + "/dax_region"])
        {
            if (Directory.Exists(directory))
            {
                return new DaxRegion
                {
                    SysfsPath = directory,
                    Id = SysfsValue.Node(SysfsAttribute.Read(directory + "/id")),
                    Size = SysfsValue.Size(SysfsAttribute.Read(directory + "/size")),
                    Align = SysfsValue.Align(SysfsAttribute.Read(directory + "/align")),
                };
            }
        }

        return null;
    }

    /// <summary>The align of the nd device above, which everybody may read where the dax region's is 0400.</summary>
    private static long? AlignOfNdDax(LinuxRoot root, string path) => SysfsPath.SelfAndAncestors(root, path)
        .Where(ancestor => SysfsAttribute.Read(ancestor + "/devtype") == "nd_dax")
        .Select(ancestor => SysfsValue.Align(SysfsAttribute.Read(ancestor + "/align")))
        .FirstOrDefault();

    private static DaxMemoryKind KindOf(LinuxRoot root, string path, RegionPromise? ndRegion)
    {
        if (ndRegion is not null)
        {
            return ndRegion.IsVolatile ? DaxMemoryKind.VolatileMemory : DaxMemoryKind.PersistentMemory;
        }

        return SysfsPath.SelfAndAncestors(root, path).Any(IsVolatileProvider)
            ? DaxMemoryKind.VolatileMemory
            : DaxMemoryKind.Unknown;
    }

    /// <summary>
    /// Soft-reserved memory, or CXL memory that reaches the dax bus directly: only ram regions do, persistent ones come
    /// through the nd bus.
    /// </summary>
    private static bool IsVolatileProvider(string path) => SysfsPath.LinkName(path + "/subsystem") switch
    {
        "platform" => SysfsPath.LinkName(path + "/driver") == "hmem" || SysfsAttribute.Read(path + "/modalias") == "platform:hmem",
        "cxl" => SysfsAttribute.Read(path + "/devtype") == "cxl_dax_region"
            || (SysfsAttribute.Read(path + "/devtype") == "cxl_region" && SysfsAttribute.Read(path + "/mode") == "ram"),
        _ => false,
    };
}
