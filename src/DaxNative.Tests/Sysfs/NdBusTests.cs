using Xunit;

namespace DaxNative.Tests;

public sealed class NdBusTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    [Fact]
    public void Regions_IsEmptyWithoutAnNdBus() => Assert.Empty(NdBus.Regions(_linux.Root));

    [Theory]
    [InlineData("ACPI.NFIT", "nfit", NdProvider.AcpiNfit)]
    [InlineData("ACPI.NFIT", "acpi-nfit", NdProvider.AcpiNfit)]
    [InlineData("", "acpi-nfit", NdProvider.AcpiNfit)]
    [InlineData("ramdax", "ramdax", NdProvider.Ramdax)]
    [InlineData("ramdax", null, NdProvider.Ramdax)]
    [InlineData("", "ramdax", NdProvider.Ramdax)]
    [InlineData("e820", "ramdax", NdProvider.Unknown)]
    [InlineData("ramdax", "acpi-nfit", NdProvider.Unknown)]
    [InlineData("e820", "e820_pmem", NdProvider.E820)]
    [InlineData("CXL", "cxl_nvdimm_bridge", NdProvider.Cxl)]
    [InlineData("virtio-pmem", "virtio_pmem", NdProvider.VirtioPmem)]
    [InlineData("ibm,persistent-memory:ibm,pmemory@44100001", "ibm,pmemory", NdProvider.Papr)]
    [InlineData("pmem@100000000", "of_pmem", NdProvider.OfPmem)]
    [InlineData("ACPI.NFIT", null, NdProvider.AcpiNfit)]
    [InlineData("", "nfit", NdProvider.AcpiNfit)]
    [InlineData("ACPI.NFIT", "virtio_pmem", NdProvider.Unknown)]
    [InlineData("ACPI.NFIT", "nfit_test", NdProvider.Unknown)]
    [InlineData("", "nfit_test", NdProvider.Unknown)]
    [InlineData("ACPI.NFIT", "nfit3", NdProvider.AcpiNfit)]
    [InlineData("e820", "tomorrow", NdProvider.E820)]
    [InlineData("virtio-pmem", "tomorrow", NdProvider.VirtioPmem)]
    [InlineData("ramdax", "tomorrow", NdProvider.Ramdax)]
    [InlineData("nfit_test.0", "nfit", NdProvider.Unknown)]
    [InlineData("e820 ", "e820_pmem", NdProvider.Unknown)]
    [InlineData("ACPI.NFIT", "ibm,pmemory", NdProvider.Unknown)]
    [InlineData("", null, NdProvider.Unknown)]
    public void Provider_IsUnknownWhereBusAndDriverContradictEachOther(string provider, string? driver, NdProvider expected)
    {
        _linux.AddNdRegion(0, provider, driver);

        NdRegion region = Assert.Single(NdBus.Regions(_linux.Root));

        Assert.Equal(expected, region.Provider);
        Assert.Equal(provider, region.ProviderName);
        Assert.Equal(expected is NdProvider.AcpiNfit or NdProvider.E820 or NdProvider.Cxl or NdProvider.Papr, region.IsSynchronous);
    }

    [Theory]
    [InlineData("ACPI.NFIT", "acpi-nfit", null)]
    [InlineData("ibm,pmemory", "ibm,pmemory", null)]
    [InlineData("tomorrow", "nfit", null)]
    [InlineData("ACPI.NFIT", "virtio_pmem", null)]
    [InlineData("ACPI.NFIT", "nfit3", "the bus says ACPI.NFIT, and its driver (nfit3) is one that DaxNative does not know")]
    [InlineData("ACPI.NFIT", null, "the bus says ACPI.NFIT, and no driver is shown that would say the same")]
    [InlineData("", "nfit", "the bus does not say who provides it, only its driver (nfit)")]
    public void ProviderThatOnlyOneOfBusAndDriverNames_IsAssumedAndSaysWhy(string provider, string? driver, string? because)
    {
        string path = _linux.AddNdRegion(0, provider, driver);

        Assert.Equal(because, RegionPromiseReader.Above(_linux.Root, _linux.Real(path))!.ProviderAssumedBecause);
    }

    [Theory]
    [InlineData("ramdax", "ramdax", "nd_pmem", true)]
    [InlineData("ACPI.NFIT", "acpi-nfit", "nd_volatile", true)]
    [InlineData("ACPI.NFIT", "acpi-nfit", "nd_pmem", false)]
    [InlineData("e820", "e820_pmem", "nd_pmem", false)]
    public void Promise_IsVolatileByTypeOrByProvider(string provider, string driver, string type, bool expected)
    {
        string path = _linux.AddNdRegion(0, provider, driver, domain: "cpu_cache", devtype: type);

        RegionPromise? promise = RegionPromiseReader.Above(_linux.Root, _linux.Real(path));

        Assert.Equal(expected, promise!.IsVolatile);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("1", false)]
    [InlineData(null, false)]
    public void Papr_IsSynchronousOnlyWithoutAHypervisorFlush(string? deepFlush, bool expected)
    {
        _linux.AddNdRegion(0, "ibm,pmemory", "ibm,pmemory", deepFlush: deepFlush);

        Assert.Equal(expected, Assert.Single(NdBus.Regions(_linux.Root)).IsSynchronous);
    }

    [Theory]
    [InlineData("cpu_cache", PersistenceDomain.CpuCache)]
    [InlineData("memory_controller", PersistenceDomain.MemoryController)]
    [InlineData("", PersistenceDomain.None)]
    [InlineData(null, PersistenceDomain.Unknown)]
    [InlineData("cpu_caches", PersistenceDomain.Unknown)]
    [InlineData("cpu_cache ", PersistenceDomain.Unknown)]
    [InlineData("CPU_CACHE", PersistenceDomain.Unknown)]
    [InlineData("cpu_cache\n", PersistenceDomain.Unknown)]
    public void PersistenceDomain_MatchesExactlyOrPromisesNothing(string? text, PersistenceDomain expected)
    {
        _linux.AddNdRegion(0, domain: text);

        Assert.Equal(expected, Assert.Single(NdBus.Regions(_linux.Root)).PersistenceDomain);
    }

    [Fact]
    public void Region_LeavesUnknownWhatIsMissing()
    {
        string path = _linux.AddNdRegion(0, domain: null, deepFlush: null);
        _linux.Remove(path + "/numa_node").Remove(path + "/read_only").Remove(path + "/devtype").Remove(SysfsPath.Parent(path) + "/provider");

        NdRegion region = Assert.Single(NdBus.Regions(_linux.Root));

        Assert.Null(region.NumaNode);
        Assert.Null(region.ReadOnly);
        Assert.Equal("", region.ProviderName);
        Assert.Equal(DeepFlushState.Unknown, region.DeepFlush);
        Assert.Equal(_linux.Real(path), region.SysfsPath);
    }

    [Fact]
    public void ReadOnly_IsReadFromTheAttribute()
    {
        string path = _linux.AddNdRegion(0);
        _linux.Attribute(path + "/read_only", "1");

        Assert.True(Assert.Single(NdBus.Regions(_linux.Root)).ReadOnly);
    }

    [Fact]
    public void Regions_LeavesOutADeviceThatIsOnlyCalledRegion()
    {
        string path = _linux.AddNdRegion(0);
        _linux.Link(path + "/subsystem", "/sys/bus/cxl");

        Assert.Empty(NdBus.Regions(_linux.Root));
    }
}
