using System.Globalization;

namespace DaxNative.Tests;

/// <summary>The kernel's devices as nouns. Each method lays out what Linux 6 lays out and returns the device's path.</summary>
internal sealed partial class FakeLinux
{
    /// <summary>An nd region with its bus; the bus's parent is a platform device with the given driver, but for papr, whose bus has a node of the device tree.</summary>
    internal string AddNdRegion(
        int number,
        string provider = "ACPI.NFIT",
        string? driver = "nfit",
        string? domain = "memory_controller",
        string? deepFlush = "0",
        UnixFileMode deepFlushMode = ReadableByAll,
        string devtype = "nd_pmem")
    {
        string parent = string.Create(CultureInfo.InvariantCulture, $"/sys/devices/platform/provider{number}");
        string bus = string.Create(CultureInfo.InvariantCulture, $"{parent}/ndbus{number}");
        string region = string.Create(CultureInfo.InvariantCulture, $"{bus}/region{number}");
        Link(parent + "/subsystem", "/sys/bus/platform");
        if (driver == NdProviders.PaprNode)
        {
            Attribute(bus + "/of_node/compatible", "ibm,pmemory\0");
        }
        else if (driver is not null)
        {
            Link(parent + "/driver", "/sys/bus/platform/drivers/" + driver);
        }

        Link(bus + "/subsystem", "/sys/bus/nd").Attribute(bus + "/provider", provider);
        Link(region + "/subsystem", "/sys/bus/nd").Attribute(region + "/devtype", devtype)
            .Attribute(region + "/numa_node", "0").Attribute(region + "/read_only", "0", WritableByOwner);
        if (domain is not null)
        {
            Attribute(region + "/persistence_domain", domain);
        }

        if (deepFlush is not null)
        {
            Attribute(region + "/deep_flush", deepFlush, deepFlushMode);
        }

        Link("/sys/bus/nd/devices/" + Path.GetFileName(bus), bus);
        Link("/sys/bus/nd/devices/" + Path.GetFileName(region), region);
        return region;
    }

    /// <summary>A dax device in the bus layout, in a region of the kernel's dax core below <paramref name="parent"/>.</summary>
    internal string AddDaxDevice(string parent, string name, uint major, uint minor, string? driver = "device_dax", long size = 1 << 28, long align = 1 << 21)
    {
        string device = parent + "/" + name;
        Link(device + "/subsystem", "/sys/bus/dax")
            .Attribute(device + "/dev", Number(major, minor))
            .Attribute(device + "/size", size.ToString(CultureInfo.InvariantCulture))
            .Attribute(device + "/align", align.ToString(CultureInfo.InvariantCulture))
            .Attribute(device + "/numa_node", "0")
            .Attribute(device + "/target_node", "1")
            .Attribute(device + "/resource", "0x200200000", ReadableByOwner)
            .Attribute(parent + "/dax_region/id", "0")
            .Attribute(parent + "/dax_region/size", size.ToString(CultureInfo.InvariantCulture))
            .Attribute(parent + "/dax_region/align", align.ToString(CultureInfo.InvariantCulture), ReadableByOwner);
        if (driver is not null)
        {
            Link(device + "/driver", "/sys/bus/dax/drivers/" + driver);
        }

        Link("/sys/bus/dax/devices/" + name, device);
        Link("/sys/dev/char/" + Number(major, minor), device);
        return device;
    }

    /// <summary>A dax device on an nd region: <c>regionN/daxN.0/daxN.0</c>.</summary>
    internal string AddNdDaxDevice(string region, string name, uint major, uint minor, string? driver = "device_dax")
    {
        string nd = region + "/" + name;
        Link(nd + "/subsystem", "/sys/bus/nd").Attribute(nd + "/devtype", "nd_dax").Attribute(nd + "/align", "2097152");
        return AddDaxDevice(nd, name, major, minor, driver);
    }

    /// <summary>The block device of a namespace of a region.</summary>
    internal string AddPmem(string region, string name, uint major, uint minor)
    {
        string ns = region + "/namespace0.0";
        Link(ns + "/subsystem", "/sys/bus/nd").Attribute(ns + "/devtype", "nd_namespace_io");
        return AddBlock(ns + "/block/" + name, major, minor, device: ns);
    }

    /// <summary>A whole block device; <paramref name="device"/> is what its <c>device</c> link shows, if it has one.</summary>
    internal string AddBlock(string path, uint major, uint minor, string? device = null)
    {
        Link(path + "/subsystem", "/sys/class/block").Attribute(path + "/dev", Number(major, minor))
            .Attribute(path + "/alignment_offset", "0").Folder(path + "/slaves");
        if (device is not null)
        {
            Link(path + "/device", device);
        }

        Link("/sys/dev/block/" + Number(major, minor), path);
        Link("/sys/class/block/" + Path.GetFileName(path), path);
        return path;
    }

    internal string AddPartition(string disk, int number, uint major, uint minor, long start)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{disk}/{Path.GetFileName(disk)}p{number}");
        AddBlock(path, major, minor);
        Remove(path + "/slaves");
        Attribute(path + "/partition", number.ToString(CultureInfo.InvariantCulture));
        Attribute(path + "/start", start.ToString(CultureInfo.InvariantCulture));
        return path;
    }

    internal string AddDeviceMapper(string name, string mappedName, uint major, uint minor, params string[] slaves)
    {
        string path = AddBlock("/sys/devices/virtual/block/" + name, major, minor);
        Attribute(path + "/dm/name", mappedName);
        foreach (string slave in slaves)
        {
            Link(path + "/slaves/" + Path.GetFileName(slave), slave);
        }

        return path;
    }

    /// <summary>Adds a line to mountinfo.</summary>
    internal FakeLinux AddMount(uint major, uint minor, string mountPoint, string type, string source, string superOptions = "rw")
    {
        string path = Real("/proc/self/mountinfo");
        string before = File.Exists(path) ? File.ReadAllText(path) : "";
        return Text("/proc/self/mountinfo", $"{before}40 1 {Number(major, minor)} / {mountPoint} rw,relatime shared:1 - {type} {source} {superOptions}\n");
    }
}
