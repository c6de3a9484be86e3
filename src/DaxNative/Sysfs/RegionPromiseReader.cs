namespace DaxNative;

/// <summary>Finds the nd region that a device hangs below, and reads what it promises: in as few system calls as that takes.</summary>
internal static class RegionPromiseReader
{
    /// <summary>
    /// The region that is the device itself or an ancestor; null for devices that are not on the nd bus. A name alone
    /// decides nothing (CXL regions are called <c>regionN</c> too), but what is not called so is not asked.
    /// </summary>
    internal static RegionPromise? Above(LinuxRoot root, string resolved)
    {
        foreach (string path in SysfsPath.SelfAndAncestors(root, resolved))
        {
            if (TypeOf(path) is { } type)
            {
                return Read(path, type);
            }
        }

        return null;
    }

    /// <summary>The type of the nd region in this directory, empty where the kernel does not say; null where it is no nd region.</summary>
    internal static string? TypeOf(string path)
    {
        if (!Path.GetFileName(path.AsSpan()).StartsWith("region", StringComparison.Ordinal) || SysfsPath.LinkName(path + "/subsystem") != "nd")
        {
            return null;
        }

        return SysfsAttribute.Read(path + "/devtype") switch
        {
            ("nd_pmem" or "nd_volatile" or "nd_blk") and var type => type,
            null => "",
            _ => null,
        };
    }

    /// <summary>Reads a region whose type is known already.</summary>
    internal static RegionPromise Read(string path, string type)
    {
        NdBusInfo bus = NdRegionReader.ReadBus(SysfsPath.Parent(path));

        // Only papr's promise depends on it, and reading it takes several system calls.
        DeepFlushState deepFlush = bus.Provider == NdProvider.Papr ? DeepFlushAttribute.ReadState(path) : DeepFlushState.Unknown;
        string? domainName = SysfsAttribute.Read(path + "/persistence_domain");
        PersistenceDomain domain = SysfsValue.Domain(domainName);
        return new RegionPromise
        {
            Name = Path.GetFileName(path),
            SysfsPath = path,
            Provider = bus.Provider,
            ProviderName = bus.ProviderName,
            ProviderAssumedBecause = bus.AssumedBecause,
            PersistenceDomain = domain,
            UnknownDomain = domain == PersistenceDomain.Unknown ? domainName : null,
            IsVolatile = NdProviders.IsVolatile(bus.Provider, type),
            IsSynchronous = NdProviders.IsSynchronous(bus.Provider, deepFlush),
        };
    }
}
