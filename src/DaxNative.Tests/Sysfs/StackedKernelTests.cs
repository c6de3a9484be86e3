using Xunit;

namespace DaxNative.Tests;

/// <summary>Partitions and device-mapper tables on the running kernel.</summary>
[Trait("Category", "Kernel")]
[Collection(SparePmem.Name)]
public class StackedKernelTests
{
    [SkippableFact]
    public void Table_OverOnePmemDeviceResolvesToItsRegion()
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        using SparePmem.DeviceMapperTable table = SparePmem.Table("one", $"0 65536 linear {pmem} 8");

        Backing backing = table.Resolve();

        BackingLeaf leaf = Assert.Single(backing.Leaves);
        Assert.Equal(Path.GetFileName(pmem), leaf.Name);
        Assert.Equal(TestDevices.SpareProvider, leaf.Region!.Provider);
        Assert.True(backing.IsDeviceMapper);
        Assert.True(backing.AllSynchronous);
        Assert.Null(backing.Misalignment);
    }

    [SkippableFact]
    public void Table_OverAnotherTableAndASecondDeviceResolvesToBothRegions()
    {
        string first = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        string second = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM2");
        using SparePmem.DeviceMapperTable lower = SparePmem.Table("lower", $"0 65536 linear {first} 0");
        using SparePmem.DeviceMapperTable upper = SparePmem.Table("upper", $"0 65536 linear {lower.Node} 0", $"65536 65536 linear {second} 0");

        Backing backing = upper.Resolve();

        Assert.Equal(new[] { first, second }.Select(Path.GetFileName).Order(), backing.Leaves.Select(leaf => leaf.Name).Order());
        Assert.Null(backing.Misalignment);
    }

    [SkippableFact]
    public void Table_OverVirtioPmemIsNotSynchronousWhateverMmapGrants()
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        string virtio = SparePmem.Require("DAXNATIVE_TEST_SPARE_VIRTIO_PMEM");
        using SparePmem.DeviceMapperTable table = SparePmem.Table("virtio", $"0 65536 linear {pmem} 0", $"65536 65536 linear {virtio} 0");

        Assert.False(table.Resolve().AllSynchronous);
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Table_ThatStartsOffAPageIsMisaligned(int sector)
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        using SparePmem.DeviceMapperTable table = SparePmem.Table("odd", $"0 65536 linear {pmem} {sector}");

        Assert.NotNull(table.Resolve().Misalignment);
    }

    [SkippableFact]
    public void Table_WhoseSecondTargetStartsOffAPageIsMisaligned()
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        using SparePmem.DeviceMapperTable table = SparePmem.Table("second", $"0 65536 linear {pmem} 0", $"65536 65536 linear {pmem} 131075");

        Assert.NotNull(table.Resolve().Misalignment);
    }

    [SkippableFact]
    public void Table_ThatHidesTheMisalignmentOfATableBelowIsMisaligned()
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        using SparePmem.DeviceMapperTable lower = SparePmem.Table("three", $"0 131072 linear {pmem} 3");
        using SparePmem.DeviceMapperTable upper = SparePmem.Table("five", $"0 65536 linear {lower.Node} 5");

        Assert.NotNull(upper.Resolve().Misalignment);
    }

    [SkippableFact]
    public void Table_WhoseSecondTargetBeginsOffAPageInTheTableIsMisalignedForRoot()
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        using SparePmem.DeviceMapperTable table = SparePmem.Table("inner", $"0 65541 linear {pmem} 0", $"65541 65531 linear {pmem} 131072");

        // Sysfs is blind to it, and the kernel maps wrong addresses all the same.
        Assert.Equal("0", SysfsAttribute.Read($"/sys/dev/block/{table.Device}/alignment_offset"));
        Assert.Contains("65541", table.Resolve().Misalignment, StringComparison.Ordinal);
    }

    // Stripes smaller than a page are left out: DAX fails loudly there (EIO), and 6.1 does not show them.
    [SkippableTheory]
    [InlineData(12, true)]
    [InlineData(20, true)]
    [InlineData(16, false)]
    public void Stripes_ThatAreNoMultipleOfAPageAreMisaligned(int chunkSectors, bool misaligned)
    {
        string first = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        string second = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM2");
        using SparePmem.DeviceMapperTable table = SparePmem.Table("stripes", $"0 122880 striped 2 {chunkSectors} {first} 0 {second} 0");

        Assert.Equal(misaligned, table.Resolve().Misalignment is not null);
    }

    [SkippableFact]
    public void Table_OfManyTargetsIsReadToItsEnd()
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM");
        string[] lines = [.. Enumerable.Range(0, 600).Select(index => $"{index * 64} 64 linear {pmem} {index * 64}")];
        using SparePmem.DeviceMapperTable table = SparePmem.Table("many", lines);

        IReadOnlyList<ulong>? starts = DeviceMapperTable.TargetStarts(LinuxRoot.Running, table.Device.Major, table.Device.Minor);

        Assert.Equal(Enumerable.Range(0, 600).Select(index => (ulong)index * 64), starts);
    }

    [SkippableFact]
    public void Partition_ResolvesToTheRegionOfItsDiskAndItsStartIsChecked()
    {
        string pmem = SparePmem.Require("DAXNATIVE_TEST_SPARE_PMEM2");
        using var even = new SparePmem.Partition(pmem, 1, 2048, 65536);
        using var odd = new SparePmem.Partition(pmem, 2, 133129, 65536);

        Backing backing = even.Resolve();

        Assert.Equal(Path.GetFileName(pmem), Assert.Single(backing.Leaves).Name);
        Assert.Equal(TestDevices.SpareProvider, backing.Leaves[0].Region!.Provider);
        Assert.False(backing.IsDeviceMapper);
        Assert.Null(backing.Misalignment);
        Assert.NotNull(odd.Resolve().Misalignment);
    }
}
