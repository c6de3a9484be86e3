using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>The kernel's nd (NVDIMM) bus: which regions of persistent memory there are.</summary>
/// <remarks>
/// May be called from any thread. Every list is a snapshot, ordered by number, and empty where there is nothing. Works
/// without root and without ndctl.
/// </remarks>
public static class NdBus
{
    /// <summary>Lists the nd regions of the running kernel, ordered by number; empty where there are none.</summary>
    /// <returns>A snapshot.</returns>
    /// <exception cref="DaxException">Sysfs failed in a way that it does not fail for missing or unreadable attributes.</exception>
    [SupportedOSPlatform("linux")]
    public static IReadOnlyList<NdRegion> Regions() => Regions(LinuxRoot.Running);

    internal static IReadOnlyList<NdRegion> Regions(LinuxRoot root) =>
        [.. Devices(root).Select(NdRegionReader.TryRead).OfType<NdRegion>()];

    internal static IReadOnlyList<NdBusInfo> Buses(LinuxRoot root) =>
        [.. Devices(root).Where(path => SysfsAttribute.Read(path + "/provider") is not null).Select(NdRegionReader.ReadBus)];

    internal static IReadOnlyList<NdMapping> Mappings(LinuxRoot root) =>
        [.. Devices(root).Where(path => RegionPromiseReader.TypeOf(path) is not null).SelectMany(NdMappingReader.Read)];

    internal static IReadOnlyList<NdNamespace> Namespaces(LinuxRoot root) =>
        [.. Devices(root)
            .Where(NdNamespaceReader.IsNamespace)
            .Select(NdNamespaceReader.Read)
            .Where(space => space.Size is not 0)];

    internal static IReadOnlyList<NdDimm> Dimms(LinuxRoot root) =>
        [.. Devices(root).Where(NdDimmReader.IsDimm).Select(NdDimmReader.Read)];

    private static IEnumerable<string> Devices(LinuxRoot root)
    {
        string devices = root.Sys + "/bus/nd/devices";
        return SysfsPath.Names(devices)
            .Order(NaturalOrder.Instance)
            .Select(name => SysfsPath.Follow(root, devices + "/" + name))
            .OfType<string>();
    }
}
