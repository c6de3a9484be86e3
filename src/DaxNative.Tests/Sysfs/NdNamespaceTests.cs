using Xunit;

namespace DaxNative.Tests;

public sealed class NdNamespaceTests : IDisposable
{
    private readonly FakeLinux _linux = new();
    private readonly string _region;

    public NdNamespaceTests() => _region = _linux.AddNdRegion(0);

    public void Dispose() => _linux.Dispose();

    [Theory]
    [InlineData("memory", nameof(NdNamespaceMode.FsDax))]
    [InlineData("dax", nameof(NdNamespaceMode.DevDax))]
    [InlineData("safe", nameof(NdNamespaceMode.Sector))]
    [InlineData("raw", nameof(NdNamespaceMode.Raw))]
    [InlineData("other", nameof(NdNamespaceMode.Unknown))]
    [InlineData(null, nameof(NdNamespaceMode.Unknown))]
    public void Mode_IsTheKernelsWord(string? text, string expected)
    {
        Add("namespace0.0", text, holder: "");

        Assert.Equal(expected, Assert.Single(NdBus.Namespaces(_linux.Root)).Mode.ToString());
    }

    [Theory]
    [InlineData("ram", nameof(NdPageMap.Memory))]
    [InlineData("pmem", nameof(NdPageMap.Device))]
    [InlineData("none", nameof(NdPageMap.None))]
    [InlineData("other", nameof(NdPageMap.Unknown))]
    public void SizeMapAndIdentity_AreThoseOfTheHolder(string map, string expected)
    {
        Add("namespace0.0", "memory", holder: "pfn0.1");
        string holder = _region + "/pfn0.1";
        _linux.Attribute(holder + "/mode", map).Attribute(holder + "/size", "4096").Attribute(holder + "/align", "0x200000")
            .Attribute(holder + "/uuid", "e3dc9efa-6f1f-46eb-b1d0-0b0fe79d7344").Folder(holder + "/block/pmem0")
            .Attribute(holder + "/block/pmem0/badblocks", "8192 8\n16384 16");

        NdNamespace space = Assert.Single(NdBus.Namespaces(_linux.Root));

        Assert.Equal(expected, space.Map.ToString());
        Assert.Equal(4096, space.Size);
        Assert.Equal(2L << 20, space.Align);
        Assert.Equal(Guid.Parse("e3dc9efa-6f1f-46eb-b1d0-0b0fe79d7344"), space.Uuid);
        Assert.Equal("pmem0", space.BlockDevice);
        Assert.Equal(24, space.BadBlockCount);
        Assert.Equal("region0", space.Region);
        Assert.False(space.IsEnabled);
    }

    [Fact]
    public void Namespaces_LeavesOutTheOneThatWaitsToBeMade()
    {
        Add("namespace0.0", "raw", holder: "");
        _linux.Attribute(_region + "/namespace0.0/size", "0");

        Assert.Empty(NdBus.Namespaces(_linux.Root));
    }

    [Theory]
    [InlineData("8192 8", 8L)]
    [InlineData("", 0L)]
    [InlineData("8192", null)]
    [InlineData("8192 x", null)]
    [InlineData("8192 8 8", null)]
    public void BadBlockCount_IsTheSumOrUnknown(string text, long? expected) => Assert.Equal(expected, SysfsValue.SectorCount(text));

    [Fact]
    public void Dimm_SaysNotAvailableForWhatTheKernelHasNot()
    {
        string dimm = SysfsPath.Parent(_region) + "/nmem0";
        _linux.Attribute(dimm + "/devtype", "nvdimm").Link(dimm + "/subsystem", "/sys/bus/nd").Link("/sys/bus/nd/devices/nmem0", dimm);
        Assert.Equal(new NdDimm { Name = "nmem0", SysfsPath = _linux.Real(dimm) }, Assert.Single(NdBus.Dimms(_linux.Root)));

        _linux.Attribute(dimm + "/nfit/id", "8089-a2").Attribute(dimm + "/nfit/handle", "0x11").Attribute(dimm + "/nfit/phys_id", "0x1c")
            .Attribute(dimm + "/nfit/dirty_shutdown", "3").Attribute(dimm + "/nfit/flags", "not_armed ").Attribute(dimm + "/security", "locked");

        NdDimm full = Assert.Single(NdBus.Dimms(_linux.Root));
        Assert.Equal(("8089-a2", 17L, 28L, 3L, "not_armed", "locked"), (full.Id, full.Handle, full.PhysicalId, full.DirtyShutdownCount, full.Flags, full.Security));
    }

    [Theory]
    [InlineData("nmem0,0,1024,0", 0)]
    [InlineData("nmem0,0,1024", null)]
    public void Mappings_AreReadWithAndWithoutAPosition(string text, int? position)
    {
        _linux.Attribute(_region + "/mappings", "1").Attribute(_region + "/mapping0", text);

        Assert.Equal(new NdMapping("region0", "nmem0", 0, 1024, position), Assert.Single(NdBus.Mappings(_linux.Root)));
    }

    [Theory]
    [InlineData("nmem0")]
    [InlineData("nmem0,x,1024,0")]
    [InlineData("nmem0,0,1024,0,0")]
    public void Mappings_LeavesOutWhatHasAnotherForm(string text)
    {
        _linux.Attribute(_region + "/mappings", "2000000000").Attribute(_region + "/mapping0", text);

        Assert.Empty(NdBus.Mappings(_linux.Root));
    }

    private void Add(string name, string? mode, string holder)
    {
        string path = _region + "/" + name;
        _linux.Attribute(path + "/devtype", "nd_namespace_pmem").Attribute(path + "/holder", holder).Attribute(path + "/size", "8192")
            .Link(path + "/subsystem", "/sys/bus/nd").Link("/sys/bus/nd/devices/" + name, path);
        if (mode is not null)
        {
            _linux.Attribute(path + "/mode", mode);
        }
    }
}
