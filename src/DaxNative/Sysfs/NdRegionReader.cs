namespace DaxNative;

/// <summary>Reads everything that an nd region says of itself.</summary>
internal static class NdRegionReader
{
    internal static NdBusInfo ReadBus(string path)
    {
        string providerName = SysfsAttribute.Read(path + "/provider") ?? "";
        NdIdentity identity = NdProviders.Identify(providerName, SysfsPath.LinkName(SysfsPath.Parent(path) + "/driver") ?? PaprNode(path));
        return new NdBusInfo
        {
            Name = Path.GetFileName(path),
            SysfsPath = path,
            Provider = identity.Provider,
            ProviderName = providerName,
            AssumedBecause = identity.AssumedBecause,
        };
    }

    private static string? PaprNode(string bus) =>
        SysfsAttribute.Read(bus + "/of_node/compatible")?.Split('\0').Contains(NdProviders.PaprNode) == true ? NdProviders.PaprNode : null;

    /// <summary>The region in this directory; null where it is no nd region.</summary>
    internal static NdRegion? TryRead(string path) =>
        RegionPromiseReader.TypeOf(path) is { } type ? Describe(RegionPromiseReader.Read(path, type)) : null;

    /// <summary>Completes what is known of a region by what it says of itself now.</summary>
    internal static NdRegion Describe(RegionPromise promise)
    {
        string path = promise.SysfsPath;
        return new NdRegion
        {
            Name = promise.Name,
            SysfsPath = path,
            Provider = promise.Provider,
            ProviderName = promise.ProviderName,
            PersistenceDomain = promise.PersistenceDomain,
            DeepFlush = DeepFlushAttribute.ReadState(path),
            ReadOnly = ReadOnly(path),
            NumaNode = SysfsValue.Node(SysfsAttribute.Read(path + "/numa_node")),
            TargetNode = SysfsValue.Node(SysfsAttribute.Read(path + "/target_node")),
            Size = SysfsValue.Size(SysfsAttribute.Read(path + "/size")),
            Align = SysfsValue.Align(SysfsAttribute.Read(path + "/align")),
            AvailableSize = SysfsValue.Size(SysfsAttribute.Read(path + "/available_size")),
            MaxAvailableExtent = SysfsValue.Size(SysfsAttribute.Read(path + "/max_available_extent")),
            InterleaveSetId = SysfsValue.Unsigned(SysfsAttribute.Read(path + "/set_cookie")),
            BadBlockCount = SysfsValue.SectorCount(SysfsAttribute.Read(path + "/badblocks")),
            IsVolatile = promise.IsVolatile,
            IsSynchronous = promise.IsSynchronous,
        };
    }

    /// <summary>Whether the region is read-only now: an administrator changes it at any time.</summary>
    internal static bool? ReadOnly(string path) => SysfsValue.Flag(SysfsAttribute.Read(path + "/read_only"));
}
