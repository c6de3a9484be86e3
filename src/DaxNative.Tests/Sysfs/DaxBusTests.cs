using Xunit;

namespace DaxNative.Tests;

public sealed class DaxBusTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    [Fact]
    public void Enumerate_IsEmptyWithoutADaxBus() => Assert.Empty(DaxBus.Enumerate(_linux.Root));

    [Fact]
    public void Enumerate_OrdersByNumber()
    {
        string region = _linux.AddNdRegion(0);
        _linux.AddNdDaxDevice(region, "dax10.0", 252, 3);
        _linux.AddNdDaxDevice(region, "dax2.10", 252, 2);
        _linux.AddNdDaxDevice(region, "dax2.9", 252, 1);

        Assert.Equal(["dax2.9", "dax2.10", "dax10.0"], DaxBus.Enumerate(_linux.Root).Select(device => device.Name));
    }

    [Theory]
    [InlineData("device_dax", DaxDeviceMode.DevDax)]
    [InlineData("kmem", DaxDeviceMode.SystemRam)]
    [InlineData("fsdev_dax", DaxDeviceMode.FileSystem)]
    [InlineData("something_new", DaxDeviceMode.Unknown)]
    [InlineData(null, DaxDeviceMode.Disabled)]
    public void Mode_FollowsTheDriverLink(string? driver, DaxDeviceMode expected)
    {
        _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 7, driver);

        Assert.Equal(expected, DaxBus.ReadDriver(_linux.Root, 252, 7).Mode);
        Assert.Equal(expected, DaxBus.Find(_linux.Root, 252, 7)!.Mode);
    }

    [Fact]
    public void ReadMode_SeesADeviceDisabledBetweenTwoCalls()
    {
        string device = _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 7);
        Assert.Equal(DaxDeviceMode.DevDax, DaxBus.ReadDriver(_linux.Root, 252, 7).Mode);

        _linux.Remove(device + "/driver");

        Assert.Equal(DaxDeviceMode.Disabled, DaxBus.ReadDriver(_linux.Root, 252, 7).Mode);
    }

    [Fact]
    public void ReadMode_IsUnknownForANumberThatSysfsDoesNotHave()
    {
        Assert.Equal(DaxDeviceMode.Unknown, DaxBus.ReadDriver(_linux.Root, 252, 7).Mode);
        Assert.Null(DaxBus.Find(_linux.Root, 252, 7));
    }

    [Fact]
    public void Find_IsNullWhenTheSubsystemIsNotDax()
    {
        string device = _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 7);
        _linux.Link(device + "/subsystem", "/sys/class/not-dax");

        Assert.Null(DaxBus.Find(_linux.Root, 252, 7));
        _linux.Remove(device + "/driver");
        Assert.Equal(DaxDeviceMode.Unknown, DaxBus.ReadDriver(_linux.Root, 252, 7).Mode);
    }

    [Fact]
    public void Find_LeavesUnknownWhatIsMissingEmptyOrGarbage()
    {
        string device = _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 7);
        _linux.Remove(device + "/target_node").Attribute(device + "/size", "").Attribute(device + "/numa_node", "-1")
            .Attribute(device + "/resource", "unknown").Attribute(device + "/dev", "x:y").Remove(SysfsPath.Parent(device) + "/dax_region");

        DaxDevice found = DaxBus.Find(_linux.Root, 252, 7)!;

        Assert.Null(found.TargetNode);
        Assert.Null(found.Size);
        Assert.Null(found.NumaNode);
        Assert.Null(found.Resource);
        Assert.Null(found.Major);
        Assert.Null(found.Minor);
        Assert.Null(found.Region);
        Assert.Equal(2L << 20, found.Align);
    }

    [Theory]
    [InlineData("0x200000")]
    [InlineData("200000")]
    [InlineData("2097152")]
    public void Align_OfAnOldKernelComesFromTheRegionInAnyNotation(string text)
    {
        string device = _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 7);
        _linux.Remove(device + "/align").Attribute(SysfsPath.Parent(device) + "/dax_region/align", text, FakeLinux.ReadableByOwner);

        Assert.Equal(2L << 20, DaxBus.Find(_linux.Root, 252, 7)!.Align);
    }

    [Fact]
    public void Align_ComesFromTheNdDeviceWhereTheRegionsMayNotBeRead()
    {
        string device = _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 7);

        // A folder in its place is as unreadable for root as mode 0400 is for others.
        _linux.Remove(device + "/align").Remove(SysfsPath.Parent(device) + "/dax_region/align").Folder(SysfsPath.Parent(device) + "/dax_region/align");

        DaxDevice found = DaxBus.Find(_linux.Root, 252, 7)!;
        Assert.Null(found.Region!.Align);
        Assert.Equal(2L << 20, found.Align);
    }

    [Fact]
    public void ClassLayout_HasItsDriverAndRegionOnTheParent()
    {
        string region = _linux.AddNdRegion(0);
        string nd = region + "/dax0.0";
        string device = nd + "/dax/dax0.0";
        _linux.Link(nd + "/subsystem", "/sys/bus/nd").Attribute(nd + "/devtype", "nd_dax").Link(nd + "/driver", "/sys/bus/nd/drivers/dax_pmem")
            .Attribute(nd + "/dax_region/id", "0").Attribute(nd + "/dax_region/size", "1048576").Attribute(nd + "/dax_region/align", "200000", FakeLinux.ReadableByOwner)
            .Link(device + "/subsystem", "/sys/class/dax").Link(device + "/device", nd).Attribute(device + "/dev", "252:1").Attribute(device + "/size", "1048576")
            .Link("/sys/class/dax/dax0.0", device).Link("/sys/dev/char/252:1", device);

        DaxDevice found = Assert.Single(DaxBus.Enumerate(_linux.Root));

        Assert.Equal(found, DaxBus.Find(_linux.Root, 252, 1));
        Assert.Equal(DaxDeviceMode.DevDax, found.Mode);
        Assert.Equal(0, found.Region!.Id);
        Assert.Equal(1048576, found.Region.Size);
        Assert.Equal(2L << 20, found.Align);
        Assert.Equal("region0", found.NdRegion!.Name);

        _linux.Remove(nd + "/driver");
        Assert.Equal(DaxDeviceMode.Disabled, DaxBus.ReadDriver(_linux.Root, 252, 1).Mode);
    }

    [Fact]
    public void MemoryKind_IsVolatileForCxlRamAndHmemAndVolatileNdRegions()
    {
        string cxl = "/sys/devices/platform/ACPI0017:00/root0/decoder0.0/region0/dax_region0";
        _linux.Link(cxl + "/subsystem", "/sys/bus/cxl").Attribute(cxl + "/devtype", "cxl_dax_region");
        _linux.AddDaxDevice(cxl, "dax0.0", 252, 0);
        string hmem = "/sys/devices/platform/hmem.1";
        _linux.Link(hmem + "/subsystem", "/sys/bus/platform").Link(hmem + "/driver", "/sys/bus/platform/drivers/hmem");
        _linux.AddDaxDevice(hmem, "dax1.0", 252, 1);
        _linux.AddNdDaxDevice(_linux.AddNdRegion(2, devtype: "nd_volatile"), "dax2.0", 252, 2);

        Assert.All(DaxBus.Enumerate(_linux.Root), device => Assert.Equal(DaxMemoryKind.VolatileMemory, device.MemoryKind));
        Assert.Equal(3, DaxBus.Enumerate(_linux.Root).Count);
    }

    [Fact]
    public void MemoryKind_IsUnknownWhereNothingButTheNameSpeaks()
    {
        string parent = "/sys/devices/platform/hmem.1/region0";
        _linux.Link("/sys/devices/platform/hmem.1/subsystem", "/sys/bus/other").Link(parent + "/subsystem", "/sys/bus/other");
        _linux.AddDaxDevice(parent, "dax1.0", 252, 1);

        DaxDevice device = Assert.Single(DaxBus.Enumerate(_linux.Root));

        Assert.Equal(DaxMemoryKind.Unknown, device.MemoryKind);
        Assert.Null(device.NdRegion);
    }
}
