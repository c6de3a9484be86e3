namespace DaxNative;

/// <summary>Finds and reads the nd region that a device hangs below.</summary>
internal static class NdRegionReader
{
    /// <summary>
    /// The region that is the device itself or an ancestor; null for devices that are not on the nd bus. Names alone
    /// decide nothing: CXL regions are called <c>regionN</c> too.
    /// </summary>
    internal static NdRegion? Above(LinuxRoot root, string resolved)
    {
        foreach (string path in SysfsPath.SelfAndAncestors(root, resolved))
        {
            if (IsRegion(path))
            {
                return Read(path);
            }
        }

        return null;
    }

    internal static bool IsRegion(string path)
    {
        if (SysfsPath.LinkName(path + "/subsystem") != "nd")
        {
            return false;
        }

        string? type = SysfsAttribute.Read(path + "/devtype");
        return type is "nd_pmem" or "nd_volatile" or "nd_blk"
            || (type is null && Path.GetFileName(path).StartsWith("region", StringComparison.Ordinal));
    }

    internal static NdBusInfo ReadBus(string path)
    {
        string providerName = SysfsAttribute.Read(path + "/provider") ?? "";
        return new NdBusInfo
        {
            Name = Path.GetFileName(path),
            SysfsPath = path,
            Provider = NdProviders.Identify(providerName, SysfsPath.LinkName(SysfsPath.Parent(path) + "/driver")),
            ProviderName = providerName,
        };
    }

    internal static NdRegion Read(string path)
    {
        NdBusInfo bus = ReadBus(SysfsPath.Parent(path));
        DeepFlushState deepFlush = DeepFlushAttribute.ReadState(path);
        return new NdRegion
        {
            Name = Path.GetFileName(path),
            SysfsPath = path,
            Provider = bus.Provider,
            ProviderName = bus.ProviderName,
            PersistenceDomain = SysfsValue.Domain(SysfsAttribute.Read(path + "/persistence_domain")),
            DeepFlush = deepFlush,
            ReadOnly = SysfsValue.Flag(SysfsAttribute.Read(path + "/read_only")),
            NumaNode = SysfsValue.Node(SysfsAttribute.Read(path + "/numa_node")),
            TargetNode = SysfsValue.Node(SysfsAttribute.Read(path + "/target_node")),
            Size = SysfsValue.Size(SysfsAttribute.Read(path + "/size")),
            Align = SysfsValue.Align(SysfsAttribute.Read(path + "/align")),
            AvailableSize = SysfsValue.Size(SysfsAttribute.Read(path + "/available_size")),
            MaxAvailableExtent = SysfsValue.Size(SysfsAttribute.Read(path + "/max_available_extent")),
            InterleaveSetId = SysfsValue.Unsigned(SysfsAttribute.Read(path + "/set_cookie")),
            BadBlockCount = SysfsValue.SectorCount(SysfsAttribute.Read(path + "/badblocks")),
            IsVolatile = SysfsAttribute.Read(path + "/devtype") == "nd_volatile",
            IsSynchronous = NdProviders.IsSynchronous(bus.Provider, deepFlush),
        };
    }
}
