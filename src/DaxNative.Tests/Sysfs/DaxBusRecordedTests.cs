using Xunit;

namespace DaxNative.Tests;

public class DaxBusRecordedTests(RecordedKernels recorded) : IClassFixture<RecordedKernels>
{
    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Enumerate_FindsOneDeviceOfEachProviderWithItsRegion(string kernel)
    {
        IReadOnlyList<DaxDevice> devices = DaxBus.Enumerate(recorded[kernel]);

        DaxDevice e820 = Assert.Single(devices, device => device.NdRegion?.Provider == NdProvider.E820);
        Assert.Equal(1L << 30, e820.Align);
        Assert.Equal(1L << 30, e820.Size);
        Assert.Equal(1L << 30, e820.Region!.Align);
        Assert.Equal(1L << 30, e820.Region.Size);
        Assert.Equal($"dax{e820.Region.Id}.0", e820.Name);
        Assert.Equal(DaxDeviceMode.DevDax, e820.Mode);
        Assert.Equal(PersistenceDomain.Unknown, e820.NdRegion!.PersistenceDomain);
        Assert.Equal(DeepFlushState.Unknown, e820.NdRegion.DeepFlush);

        DaxDevice virtio = Assert.Single(devices, device => device.NdRegion?.Provider == NdProvider.VirtioPmem);
        Assert.False(virtio.NdRegion!.IsSynchronous);
        Assert.Equal(DaxMemoryKind.PersistentMemory, virtio.MemoryKind);

        DaxDevice hmem = Assert.Single(devices, device => device.NdRegion is null);
        Assert.Equal(DaxMemoryKind.VolatileMemory, hmem.MemoryKind);
        Assert.Equal(512L << 20, hmem.Size);
        Assert.Equal(kernel == "7.3" ? 0x220000000UL : 0x200000000, hmem.Resource);
        Assert.Equal(2L << 20, hmem.Align);
        Assert.NotNull(hmem.Region);
    }

    [Theory]
    [InlineData("6.12", PersistenceDomain.CpuCache)]
    [InlineData("6.1", PersistenceDomain.MemoryController)]
    [InlineData("7.3", PersistenceDomain.CpuCache)]
    public void Enumerate_SeesTheModesAndAlignsOfTheDevicesOnOneNvdimm(string kernel, PersistenceDomain domain)
    {
        DaxDevice[] devices = [.. DaxBus.Enumerate(recorded[kernel]).Where(device => device.NdRegion?.Provider == NdProvider.AcpiNfit)];

        Assert.Equal([DaxDeviceMode.DevDax, DaxDeviceMode.Disabled, DaxDeviceMode.SystemRam], devices.Select(device => device.Mode));
        Assert.Equal([2L << 20, 4096, 2L << 20], devices.Select(device => device.Align!.Value));
        Assert.All(devices, device =>
        {
            Assert.Equal(domain, device.NdRegion!.PersistenceDomain);
            Assert.Equal(DeepFlushState.NotNeeded, device.NdRegion.DeepFlush);
            Assert.True(device.NdRegion.IsSynchronous);
            Assert.False(device.NdRegion.ReadOnly);
        });
    }

    [Fact]
    public void Enumerate_TakesACxlRegionForTheNdRegionThatItProvides()
    {
        DaxDevice cxl = Assert.Single(DaxBus.Enumerate(recorded["6.1"]), device => device.NdRegion?.Provider == NdProvider.Cxl);

        Assert.Equal("CXL", cxl.NdRegion!.ProviderName);
        Assert.True(cxl.NdRegion.IsSynchronous);
        Assert.Equal(PersistenceDomain.MemoryController, cxl.NdRegion.PersistenceDomain);
        Assert.Equal(DaxMemoryKind.PersistentMemory, cxl.MemoryKind);
        Assert.Equal(1, cxl.TargetNode);
    }

    [Fact]
    public void RegionOfAnNvdimm_IsSynchronousOnLinuxSevenWhoseDriverHasAnotherName()
    {
        NdRegion nvdimm = Assert.Single(NdBus.Regions(recorded["7.3"]), region => region.ProviderName == "ACPI.NFIT");

        Assert.Equal("acpi-nfit", SysfsPath.LinkName(SysfsPath.Parent(SysfsPath.Parent(nvdimm.SysfsPath)) + "/driver"));
        Assert.Equal(NdProvider.AcpiNfit, nvdimm.Provider);
        Assert.True(nvdimm.IsSynchronous);
        Assert.Equal(PersistenceDomain.CpuCache, nvdimm.PersistenceDomain);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void FindAndReadMode_AgreeWithEnumerateForEveryDevice(string kernel)
    {
        IReadOnlyList<DaxDevice> devices = DaxBus.Enumerate(recorded[kernel]);

        Assert.True(devices.Count >= 6);
        Assert.All(devices, device =>
        {
            Assert.Equal(device, DaxBus.Find(recorded[kernel], device.Major!.Value, device.Minor!.Value));
            Assert.Equal(device.Mode, DaxBus.ReadDriver(recorded[kernel], device.Major.Value, device.Minor.Value).Mode);
        });
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Find_IsNullForTheNullDevice(string kernel)
    {
        Assert.Equal("mem", SysfsPath.LinkName(recorded[kernel].Sys + "/dev/char/1:3/subsystem"));
        Assert.Null(DaxBus.Find(recorded[kernel], 1, 3));
        Assert.Equal(DaxDeviceMode.Unknown, DaxBus.ReadDriver(recorded[kernel], 1, 3).Mode);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void Regions_ListsEveryRegionInTheOrderOfTheirNumbersAndNoCxlRegion(string kernel)
    {
        IReadOnlyList<NdRegion> regions = NdBus.Regions(recorded[kernel]);

        // 6.1 was booted with a CXL device, 7.3 with one range of memory more.
        int e820 = kernel == "7.3" ? 6 : 5;
        int cxl = kernel == "6.1" ? 1 : 0;
        Assert.Equal(e820 + 4 + cxl, regions.Count);
        Assert.Equal(regions.OrderBy(region => int.Parse(region.Name["region".Length..], null)), regions);
        Assert.Equal(e820, regions.Count(region => region.Provider == NdProvider.E820));
        Assert.Equal(3, regions.Count(region => region.Provider == NdProvider.VirtioPmem));
        Assert.Equal(1, regions.Count(region => region.Provider == NdProvider.AcpiNfit));
        Assert.All(regions, region => Assert.False(region.IsVolatile));
    }
}
