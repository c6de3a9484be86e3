using Xunit;

namespace DaxNative.Tests;

/// <summary>Bad blocks on trees made by hand: sectors of devices become bytes of partitions, devices and files.</summary>
public class BadBlocksTests
{
    private static readonly DeviceNumber s_disk = new(259, 6);
    private static readonly DeviceNumber s_partition = new(259, 9);
    private static readonly DeviceNumber s_dax = new(252, 3);

    [Fact]
    public void SectorsOfABlockDevice_BecomeBytes()
    {
        using var linux = new FakeLinux();
        AddDisk(linux, "8192 8\n16 1");
        BadBlockReport report = BadBlocks.OfBlockDevice(linux.Root, "/dev/pmem0", s_disk);
        Assert.True(report.IsAvailable);
        Assert.True(report.IsComplete);
        Assert.Equal([new BadBlockRange(16 * 512, 512), new BadBlockRange(8192 * 512, 4096)], report.Ranges);
    }

    [Fact]
    public void NoBadBlocks_IsAnAvailableEmptyList()
    {
        using var linux = new FakeLinux();
        AddDisk(linux, "");
        Assert.Empty(BadBlocks.OfBlockDevice(linux.Root, "/dev/pmem0", s_disk).Ranges!);
    }

    [Fact]
    public void APartition_SeesItsOwnPartFromItsStart()
    {
        using var linux = new FakeLinux();
        string disk = AddDisk(linux, "0 8\n2044 8\n3000 8\n6140 8");
        string partition = linux.AddPartition(disk, 1, s_partition.Major, s_partition.Minor, 2048);
        linux.Attribute(partition + "/size", "4096");
        BadBlockReport report = BadBlocks.OfBlockDevice(linux.Root, "/dev/pmem0p1", s_partition);
        Assert.Equal(
            [new BadBlockRange(0, 4 * 512), new BadBlockRange(952 * 512, 8 * 512), new BadBlockRange(4092 * 512, 4 * 512)],
            report.Ranges);
    }

    [Fact]
    public void DeviceMapper_IsNotAvailableAndSaysWhy()
    {
        using var linux = new FakeLinux();
        string disk = AddDisk(linux, "0 8");
        linux.AddDeviceMapper("dm-0", "linear", 254, 0, disk);
        AssertUnavailable(BadBlocks.OfBlockDevice(linux.Root, "/dev/dm-0", new DeviceNumber(254, 0)), "device-mapper");
    }

    [Fact]
    public void AFileSystemWithoutABlockDevice_IsNotAvailable()
    {
        using var linux = new FakeLinux();
        AssertUnavailable(BadBlocks.OfBlockDevice(linux.Root, "file", new DeviceNumber(0, 40)), "0:40");
    }

    [Fact]
    public void ADeviceWithoutAList_IsNotAvailable()
    {
        using var linux = new FakeLinux();
        AddDisk(linux, null);
        AssertUnavailable(BadBlocks.OfBlockDevice(linux.Root, "/dev/pmem0", s_disk), "list");
    }

    [Fact]
    public void AFile_SeesWhatLiesInItsExtents()
    {
        using var linux = new FakeLinux();
        AddDisk(linux, "100 8\n2000 1\n4000 8");
        FileExtent[] extents =
        [
            new(0, 8192, 104 * 512, 0), // sectors 104 to 119: the second half of the first bad range
            new(8192, 4096, 1996 * 512, 0), // sectors 1996 to 2003: the one bad sector
            new(1 << 20, 4096, 4000 * 512, Libc.FIEMAP_EXTENT_UNKNOWN), // nobody knows where that is
        ];
        BadBlockReport report = BadBlocks.OfFile(linux.Root, "file", Status(1 << 21), extents);
        Assert.Equal([new BadBlockRange(0, 4 * 512), new BadBlockRange(8192 + 4 * 512, 512)], report.Ranges);
    }

    [Fact]
    public void ABadRangeBeyondTheEndOfTheFile_IsNotTheFiles()
    {
        using var linux = new FakeLinux();
        AddDisk(linux, "0 8");
        FileExtent[] extents = [new(0, 4096, 0, 0)];
        Assert.Equal([new BadBlockRange(0, 1000)], BadBlocks.OfFile(linux.Root, "file", Status(1000), extents).Ranges);
    }

    [Fact]
    public void AFileSystemWithARealTimeDevice_IsNotAvailable()
    {
        using var linux = new FakeLinux();
        AddDisk(linux, "0 8");
        linux.Remove("/proc/self/mountinfo").AddMount(s_disk.Major, s_disk.Minor, "/mnt", "xfs", "/dev/pmem0", "rw,rtdev=/dev/pmem1");
        AssertUnavailable(BadBlocks.OfFile(linux.Root, "file", Status(4096), []), "real-time");
    }

    [Fact]
    public void AFileSystemWhoseMountIsNotSeen_IsNotAvailable()
    {
        using var linux = new FakeLinux();
        AddDisk(linux, "0 8");
        linux.Remove("/proc/self/mountinfo").AddMount(1, 2, "/", "ext4", "/dev/other");
        AssertUnavailable(BadBlocks.OfFile(linux.Root, "file", Status(4096), []), "mount");
    }

    [Fact]
    public void ADaxDevice_SeesTheRegionsListFromItsOwnStart()
    {
        using var linux = new FakeLinux();
        string region = AddDaxDevice(linux);
        linux.Attribute(region + "/resource", "0x200000000", FakeLinux.ReadableByOwner);
        Assert.Equal([new BadBlockRange(1024, 512)], BadBlocks.OfDaxDevice(linux.Root, "/dev/dax0.0", s_dax).Ranges);
    }

    [Fact]
    public void ADaxDeviceWhosePlaceOnlyRootMayKnow_IsNotAvailable()
    {
        using var linux = new FakeLinux();
        AddDaxDevice(linux);
        AssertUnavailable(BadBlocks.OfDaxDevice(linux.Root, "/dev/dax0.0", s_dax), "root");
    }

    [Theory]
    [InlineData("8192")]
    [InlineData("8192 0")]
    [InlineData("8192 x")]
    [InlineData("-1 8")]
    [InlineData("99999999999999999999 8")]
    public void TextThatIsNoList_IsMalformed(string text) =>
        Assert.Equal(DaxError.MalformedText, Assert.Throws<DaxException>(() => BadBlockList.Parse(text, "badblocks")).Error);

    [Fact]
    public void AListThatFillsItsPage_IsNotWholeAndItsLastLineIsNotBelieved()
    {
        string text = string.Join('\n', Enumerable.Range(100_000, 600).Select(sector => $"{sector}8 8"))[..4085];
        BadBlockList list = BadBlockList.Parse(text, "badblocks");
        Assert.False(list.IsComplete);
        Assert.Equal(text.Count(character => character == '\n'), list.Ranges.Count);
    }

    [Theory]
    [InlineData(5000, 10, 10_000, 4096, 4096)]
    [InlineData(4096, 4096, 10_000, 4096, 4096)]
    [InlineData(4095, 2, 10_000, 0, 8192)]
    [InlineData(9000, 512, 9600, 8192, 1408)]
    public void ARepair_TakesWholePagesWithinTheFile(long offset, long length, long file, long from, long count) =>
        Assert.Equal(new BadBlockRange(from, count), FileRepair.WholePages(new BadBlockRange(offset, length), file));

    private static void AssertUnavailable(BadBlockReport report, string because)
    {
        Assert.False(report.IsAvailable);
        Assert.Null(report.Ranges);
        Assert.Contains(because, report.UnavailableBecause, StringComparison.Ordinal);
    }

    private static string AddDisk(FakeLinux linux, string? badBlocks)
    {
        string disk = linux.AddPmem(linux.AddNdRegion(0), "pmem0", s_disk.Major, s_disk.Minor);
        linux.Attribute(disk + "/size", "1048576").AddMount(s_disk.Major, s_disk.Minor, "/mnt", "ext4", "/dev/pmem0");
        if (badBlocks is not null)
        {
            linux.Attribute(disk + "/badblocks", badBlocks);
        }

        return disk;
    }

    // The device begins at 0x200200000: sectors 4096 and on of the region.
    private static string AddDaxDevice(FakeLinux linux)
    {
        string region = linux.AddNdRegion(0);
        linux.AddNdDaxDevice(region, "dax0.0", s_dax.Major, s_dax.Minor);
        linux.Attribute(region + "/badblocks", "10 1\n4098 1");
        return region;
    }

    private static FileStatus Status(long size) => new(FileType.Regular, size, 1, 1, s_disk, default);
}
