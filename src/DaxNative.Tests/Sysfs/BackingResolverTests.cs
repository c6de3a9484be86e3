using Xunit;

namespace DaxNative.Tests;

public sealed class BackingResolverTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    [Fact]
    public void OfFile_IsUnknownForMajorZeroAndForANumberThatSysfsDoesNotHave()
    {
        Assert.Equal(new BackingLeaf("0:42", null, BackingKind.Unknown), Assert.Single(FileBacking.Of(_linux.Root, 0, 42).Leaves));
        Assert.Equal(new BackingLeaf("259:1", null, BackingKind.Unknown), Assert.Single(FileBacking.Of(_linux.Root, 259, 1).Leaves));
    }

    [Fact]
    public void OfBlockDevice_TakesTheWeakestOfTwoRegionsUnderTables()
    {
        string strong = _linux.AddPmem(_linux.AddNdRegion(0, domain: "cpu_cache"), "pmem0", 259, 0);
        string weak = _linux.AddPmem(_linux.AddNdRegion(1, domain: "memory_controller"), "pmem1", 259, 1);
        string lower = _linux.AddDeviceMapper("dm-0", "lower", 254, 0, strong);
        _linux.AddDeviceMapper("dm-1", "upper", 254, 1, lower, weak);

        Backing backing = BackingResolver.OfBlockDevice(_linux.Root, 254, 1);

        Assert.Equal(["pmem0", "pmem1"], backing.Leaves.Select(leaf => leaf.Name));
        Assert.Equal(PersistenceDomain.MemoryController, backing.Weakest);
        Assert.True(backing.AllSynchronous);
        Assert.True(backing.IsDeviceMapper);
    }

    [Fact]
    public void OfBlockDevice_IsNotSynchronousWhenOneLeafIsNot()
    {
        string nfit = _linux.AddPmem(_linux.AddNdRegion(0), "pmem0", 259, 0);
        string virtio = _linux.AddPmem(_linux.AddNdRegion(1, "virtio-pmem", "virtio_pmem", domain: null), "pmem1", 259, 1);
        _linux.AddDeviceMapper("dm-0", "both", 254, 0, nfit, virtio);

        Backing backing = BackingResolver.OfBlockDevice(_linux.Root, 254, 0);

        Assert.False(backing.AllSynchronous);
        Assert.Equal(PersistenceDomain.Unknown, backing.Weakest);
    }

    [Fact]
    public void OfBlockDevice_EndsWhenSlavesFormACircle()
    {
        string first = "/sys/devices/virtual/block/dm-0";
        string second = _linux.AddDeviceMapper("dm-1", "second", 254, 1, first);
        _linux.AddDeviceMapper("dm-0", "first", 254, 0, second);

        Backing backing = BackingResolver.OfBlockDevice(_linux.Root, 254, 0);

        Assert.Empty(backing.Leaves);
        Assert.False(backing.AllSynchronous);
        Assert.Equal(PersistenceDomain.Unknown, backing.Weakest);
    }

    [Fact]
    public void OfBlockDevice_HasAnUnknownLeafForATableWithoutSlavesAndForASlaveThatIsGone()
    {
        _linux.AddDeviceMapper("dm-0", "zero", 254, 0);
        string broken = _linux.AddDeviceMapper("dm-1", "broken", 254, 1);
        _linux.Link(broken + "/slaves/pmem9", "/sys/devices/nowhere/pmem9");

        Assert.Equal(new BackingLeaf("dm-0", null, BackingKind.Unknown), Assert.Single(BackingResolver.OfBlockDevice(_linux.Root, 254, 0).Leaves));
        Assert.Equal(new BackingLeaf("pmem9", null, BackingKind.Unknown), Assert.Single(BackingResolver.OfBlockDevice(_linux.Root, 254, 1).Leaves));
    }

    [Fact]
    public void OfBlockDevice_IsVolatileOnAVolatileRegion()
    {
        _linux.AddPmem(_linux.AddNdRegion(0, devtype: "nd_volatile"), "pmem0", 259, 0);

        Backing backing = BackingResolver.OfBlockDevice(_linux.Root, 259, 0);

        Assert.True(backing.AnyVolatile);
        Assert.True(Assert.Single(backing.Leaves).Region!.IsVolatile);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("2560", "2560")]
    [InlineData("-1", "-1")]
    public void Misalignment_IsWhatAlignmentOffsetOfATableShows(string offset, string? expected)
    {
        string table = _linux.AddDeviceMapper("dm-0", "t", 254, 0, _linux.AddPmem(_linux.AddNdRegion(0), "pmem0", 259, 0));
        _linux.Attribute(table + "/alignment_offset", offset);

        string? misalignment = BackingResolver.OfBlockDevice(_linux.Root, 254, 0).Misalignment;

        Assert.Equal(expected is null, misalignment is null);
        Assert.Contains(expected ?? "", misalignment ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Misalignment_IsNoMatterOnAnOrdinaryDisk()
    {
        string disk = _linux.AddBlock("/sys/devices/pci0/virtio0/block/vda", 253, 0, device: "/sys/devices/pci0/virtio0");
        _linux.Attribute(_linux.AddDeviceMapper("dm-0", "t", 254, 0, disk) + "/alignment_offset", "512");

        Assert.Null(BackingResolver.OfBlockDevice(_linux.Root, 254, 0).Misalignment);
    }

    [Fact]
    public void Misalignment_OfATableOnAPartitionIsTheTablesOwn()
    {
        // The kernel adds the partition's start to the table's offset: 7 sectors on a partition at 1 are aligned.
        string disk = _linux.AddPmem(_linux.AddNdRegion(0), "pmem0", 259, 0);
        string partition = _linux.AddPartition(disk, 1, 259, 1, start: 2049);
        _linux.AddDeviceMapper("dm-0", "t", 254, 0, partition);

        Assert.Null(BackingResolver.OfBlockDevice(_linux.Root, 254, 0).Misalignment);
        Assert.NotNull(BackingResolver.OfBlockDevice(_linux.Root, 259, 1).Misalignment);
    }

    [Fact]
    public void OfDaxDevice_IsUnknownForANumberThatIsNoDaxDevice() =>
        Assert.Equal(new BackingLeaf("252:9", null, BackingKind.Unknown), Assert.Single(BackingResolver.OfDaxDevice(_linux.Root, 252, 9).Leaves));
}
