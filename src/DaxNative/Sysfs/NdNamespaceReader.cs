namespace DaxNative;

/// <summary>
/// Reads a namespace together with its holder: the pfn, dax or btt device that was put upon it, which knows the usable
/// size, the identity and the alignment, and has the block or dax device below it.
/// </summary>
internal static class NdNamespaceReader
{
    internal static bool IsNamespace(string path) =>
        SysfsAttribute.Read(path + "/devtype")?.StartsWith("nd_namespace", StringComparison.Ordinal) == true;

    internal static NdNamespace Read(string path)
    {
        string region = SysfsPath.Parent(path);
        string? holder = SysfsAttribute.Read(path + "/holder") is { Length: > 0 } name ? name : null;
        string active = holder is null ? path : region + "/" + holder;
        NdNamespaceMode mode = ModeOf(SysfsAttribute.Read(path + "/mode"));
        string? block = SysfsPath.Names(active + "/block") is [var only, ..] ? only : null;
        return new NdNamespace
        {
            Name = Path.GetFileName(path),
            SysfsPath = path,
            Region = Path.GetFileName(region),
            Mode = mode,
            Map = holder is null && mode == NdNamespaceMode.FsDax ? NdPageMap.Memory : MapOf(mode, SysfsAttribute.Read(active + "/mode")),
            Size = SysfsValue.Size(SysfsAttribute.Read(active + "/size")),
            Uuid = Guid.TryParse(SysfsAttribute.Read(active + "/uuid"), out Guid uuid) ? uuid : null,
            Align = mode is NdNamespaceMode.FsDax or NdNamespaceMode.DevDax && holder is not null ? SysfsValue.Align(SysfsAttribute.Read(active + "/align")) : null,
            SectorSize = mode == NdNamespaceMode.DevDax ? null : SectorSizeOf(SysfsAttribute.Read((mode == NdNamespaceMode.Sector ? active : path) + "/sector_size")),
            Label = SysfsAttribute.Read(path + "/alt_name") ?? "",
            BlockDevice = block,
            CharacterDevice = mode == NdNamespaceMode.DevDax ? DaxDeviceBelow(active) : null,
            Holder = holder,
            IsEnabled = SysfsPath.LinkName(active + "/driver") is not null,
            NumaNode = SysfsValue.Node(SysfsAttribute.Read(path + "/numa_node")),
            TargetNode = SysfsValue.Node(SysfsAttribute.Read(path + "/target_node")),
            BadBlockCount = block is null ? null : SysfsValue.SectorCount(SysfsAttribute.Read(active + "/block/" + block + "/badblocks")),
        };
    }

    private static NdNamespaceMode ModeOf(string? text) => text switch
    {
        "memory" => NdNamespaceMode.FsDax,
        "dax" => NdNamespaceMode.DevDax,
        "safe" => NdNamespaceMode.Sector,
        "raw" => NdNamespaceMode.Raw,
        _ => NdNamespaceMode.Unknown,
    };

    // The attribute of the pfn or dax device says where the page structures are: "ram" or "pmem".
    private static NdPageMap MapOf(NdNamespaceMode mode, string? text) => (mode, text) switch
    {
        (NdNamespaceMode.Raw or NdNamespaceMode.Sector, _) or (_, "none") => NdPageMap.None,
        (_, "ram") => NdPageMap.Memory,
        (_, "pmem") => NdPageMap.Device,
        _ => NdPageMap.Unknown,
    };

    /// <summary>One size, or a choice of them with the chosen one in brackets.</summary>
    private static long? SectorSizeOf(string? text)
    {
        string[] sizes = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        string? chosen = sizes.FirstOrDefault(size => size.StartsWith('[')) ?? (sizes.Length == 1 ? sizes[0] : null);
        return SysfsValue.Size(chosen?.Trim('[', ']'));
    }

    /// <summary>The bus layout has the dax device right below the nd device, the class layout below a folder <c>dax</c>.</summary>
    private static string? DaxDeviceBelow(string path) => SysfsPath.Names(path)
        .Concat(SysfsPath.Names(path + "/dax").Select(name => "dax/" + name))
        .Where(name => SysfsPath.LinkName(path + "/" + name + "/subsystem") == "dax")
        .Select(name => Path.GetFileName(name))
        .Order(NaturalOrder.Instance)
        .FirstOrDefault();
}
