using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>The kernel's dax bus: which dax devices there are, in whatever layout the kernel shows them.</summary>
/// <remarks>May be called from any thread.</remarks>
public static class DaxBus
{
    // Gone when the driver is, with whose binding the mode and the size could change.
    private static readonly DeviceMemory<DaxDeviceFacts> s_devices = new(static number => $"char/{number}/driver");

    /// <summary>Lists the dax devices of the running kernel, ordered by number; empty where there are none.</summary>
    /// <returns>A snapshot.</returns>
    /// <exception cref="DaxException">Sysfs failed in a way that it does not fail for missing or unreadable attributes.</exception>
    [SupportedOSPlatform("linux")]
    public static IReadOnlyList<DaxDevice> Enumerate() => Enumerate(LinuxRoot.Running);

    internal static IReadOnlyList<DaxDevice> Enumerate(LinuxRoot root)
    {
        var regions = new Dictionary<string, NdRegion>(StringComparer.Ordinal);

        // The bus since 5.1, the class before (and with dax_pmem_compat); the same device is never in both.
        string[] lists = [root.Sys + "/bus/dax/devices", root.Sys + "/class/dax"];
        return [.. lists
            .SelectMany(list => SysfsPath.Names(list).Select(name => SysfsPath.Follow(root, list + "/" + name)))
            .OfType<string>()
            .Distinct()
            .Select(path => DaxDeviceReader.Read(root, path, Describe))
            .OrderBy(device => device.Name, NaturalOrder.Instance)];

        // Many devices are cut from one region: it is read once a listing.
        NdRegion Describe(RegionPromise promise) => regions.TryGetValue(promise.SysfsPath, out NdRegion? known)
            ? known
            : regions[promise.SysfsPath] = NdRegionReader.Describe(promise);
    }

    /// <summary>The dax device with this number, found by its number alone; null when it is not a dax device.</summary>
    internal static DaxDevice? Find(LinuxRoot root, uint major, uint minor) =>
        Locate(root, major, minor) is { } path ? DaxDeviceReader.Read(root, path, NdRegionReader.Describe) : null;

    /// <summary>What mapping the dax device with this number needs to know of it; null when it is not a dax device.</summary>
    internal static DaxDeviceFacts? Identify(LinuxRoot root, uint major, uint minor) => s_devices.Get(
        root,
        new DeviceNumber(major, minor),
        static (root, number) => Locate(root, number.Major, number.Minor) is { } path ? DaxDeviceReader.ReadFacts(root, path) : null,
        static device => device.IsLasting);

    /// <summary>The driver now. Ask right before each mmap: mapping a disabled device crashes the kernel.</summary>
    internal static DaxDriver ReadDriver(LinuxRoot root, uint major, uint minor)
    {
        string node = Node(root, major, minor);
        string? path = root.Root.Length == 0 ? node : SysfsPath.Follow(root, node);
        return path is null ? DaxDriver.NotShown : DaxDeviceReader.ReadDriver(path);
    }

    /// <summary>The directory of the dax device with this number; null when it is not a dax device.</summary>
    internal static string? Locate(LinuxRoot root, uint major, uint minor) =>
        SysfsPath.Follow(root, Node(root, major, minor)) is { } path && SysfsPath.LinkName(path + "/subsystem") == "dax" ? path : null;

    private static string Node(LinuxRoot root, uint major, uint minor) =>
        root.Sys + "/dev/char/" + new DeviceNumber(major, minor);
}
