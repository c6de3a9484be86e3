using Xunit;

namespace DaxNative.Tests;

public class BackingRecordedTests(RecordedKernels recorded) : IClassFixture<RecordedKernels>
{
    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void OfFile_FindsTheRegionUnderAWholeDevice(string kernel)
    {
        Backing backing = OfFile(kernel, "/mnt/whole");

        BackingLeaf leaf = Assert.Single(backing.Leaves);
        Assert.Equal(NdProvider.E820, leaf.Region!.Provider);
        Assert.Equal(BackingKind.PersistentMemory, leaf.Kind);
        Assert.False(backing.IsDeviceMapper);
        Assert.True(backing.AllSynchronous);
        Assert.Null(backing.Misalignment);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void OfFile_AddsTheRealTimeDeviceOfXfsThroughTwoTables(string kernel)
    {
        Backing backing = OfFile(kernel, "/mnt/realtime");

        Assert.Equal([NdProvider.AcpiNfit, NdProvider.E820], backing.Leaves.Select(leaf => leaf.Region!.Provider));
        Assert.True(backing.IsDeviceMapper);
        Assert.Equal(PersistenceDomain.Unknown, backing.Weakest);
        Assert.Null(backing.Misalignment);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void OfFile_OnVirtioPmemIsNotSynchronous(string kernel) => Assert.False(OfFile(kernel, "/mnt/virtio").AllSynchronous);

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void OfFile_OnAFileSystemWithoutADeviceIsOneUnknownLeaf(string kernel)
    {
        Backing backing = OfFile(kernel, "/");

        Assert.Equal(BackingKind.Unknown, Assert.Single(backing.Leaves).Kind);
        Assert.False(backing.AllSynchronous);
    }

    [Theory]
    [InlineData("6.12", 2)]
    [InlineData("6.1", 3)]
    [InlineData("7.3", 2)]
    public void OfBlockDevice_ChecksTheStartOfAPartition(string kernel, int disk)
    {
        Backing aligned = OfBlock(recorded.Block(kernel, $"pmem{disk}p1"), kernel);
        Backing odd = OfBlock(recorded.Block(kernel, $"pmem{disk}p2"), kernel);

        Assert.Null(aligned.Misalignment);
        Assert.Contains("133129", odd.Misalignment, StringComparison.Ordinal);
        Assert.Equal($"pmem{disk}", Assert.Single(aligned.Leaves).Name);
        Assert.Equal(NdProvider.E820, aligned.Leaves[0].Region!.Provider);
    }

    [Theory]
    [InlineData("6.12", "linear", 1, false)]
    [InlineData("6.1", "linear", 1, false)]
    [InlineData("7.3", "linear", 1, false)]
    [InlineData("6.12", "stacked", 1, false)]
    [InlineData("6.1", "stacked", 1, false)]
    [InlineData("7.3", "stacked", 1, false)]
    [InlineData("6.12", "two", 2, false)]
    [InlineData("6.1", "two", 2, false)]
    [InlineData("7.3", "two", 2, false)]
    [InlineData("6.12", "misaligned", 1, true)]
    [InlineData("6.1", "misaligned", 1, true)]
    [InlineData("7.3", "misaligned", 1, true)]
    public void OfBlockDevice_WalksTablesToTheirLeaves(string kernel, string table, int leaves, bool misaligned)
    {
        Backing backing = OfBlock(recorded.Table(kernel, table), kernel);

        Assert.True(backing.IsDeviceMapper);
        Assert.Equal(leaves, backing.Leaves.Count);
        Assert.True(backing.AllSynchronous);
        Assert.Equal(misaligned, backing.Misalignment is not null);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void OfBlockDevice_SeesAMisalignedTableBelowOneThatLooksAligned(string kernel)
    {
        // 3 sectors below and 5 above make 8 for the block layer, but DAX rounds down at each table.
        (uint major, uint minor) = recorded.Table(kernel, "over");
        Assert.Equal("0", SysfsAttribute.Read($"{recorded[kernel].Sys}/dev/block/{major}:{minor}/alignment_offset"));

        Assert.Contains("2560", OfBlock((major, minor), kernel).Misalignment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6.12", "pmem5.3", nameof(BackingKind.PersistentMemory))]
    [InlineData("6.12", "pmem5.4s", nameof(BackingKind.PersistentMemory))]
    [InlineData("6.1", "pmem6.3", nameof(BackingKind.PersistentMemory))]
    [InlineData("7.3", "pmem6.3", nameof(BackingKind.PersistentMemory))]
    [InlineData("6.1", "pmem6.4s", nameof(BackingKind.PersistentMemory))]
    [InlineData("7.3", "pmem6.4s", nameof(BackingKind.PersistentMemory))]
    [InlineData("6.12", "vda", nameof(BackingKind.Disk))]
    [InlineData("6.1", "vda", nameof(BackingKind.Disk))]
    [InlineData("7.3", "vda", nameof(BackingKind.Disk))]
    [InlineData("6.12", "ram0", nameof(BackingKind.VolatileMemory))]
    [InlineData("6.1", "ram0", nameof(BackingKind.VolatileMemory))]
    [InlineData("7.3", "ram0", nameof(BackingKind.VolatileMemory))]
    [InlineData("6.12", "zram0", nameof(BackingKind.VolatileMemory))]
    [InlineData("6.1", "zram0", nameof(BackingKind.VolatileMemory))]
    [InlineData("7.3", "zram0", nameof(BackingKind.VolatileMemory))]
    [InlineData("6.12", "loop0", nameof(BackingKind.Unknown))]
    [InlineData("6.1", "loop0", nameof(BackingKind.Unknown))]
    [InlineData("7.3", "loop0", nameof(BackingKind.Unknown))]
    public void OfBlockDevice_KnowsWhatKindOfMediumALeafIs(string kernel, string name, string expected)
    {
        BackingLeaf leaf = Assert.Single(OfBlock(recorded.Block(kernel, name), kernel).Leaves);

        Assert.Equal(expected, leaf.Kind.ToString());
        Assert.Equal(name, leaf.Name);
    }

    [Theory]
    [MemberData(nameof(RecordedKernels.All), MemberType = typeof(RecordedKernels))]
    public void OfDaxDevice_IsTheRegionAndKindOfTheDevice(string kernel) =>
        Assert.All(DaxBus.Enumerate(recorded[kernel]), device =>
        {
            Backing backing = BackingResolver.OfDaxDevice(recorded[kernel], device.Major!.Value, device.Minor!.Value);
            BackingLeaf leaf = Assert.Single(backing.Leaves);
            Assert.Equal(device.NdRegion, leaf.Region is null ? null : NdRegionReader.Describe(leaf.Region));
            Assert.Equal(device.NdRegion is null, backing.AnyVolatile);
            Assert.Equal(device.Name, leaf.Name);
        });

    private Backing OfFile(string kernel, string mountPoint)
    {
        (uint major, uint minor) = recorded.Mount(kernel, mountPoint);
        return FileBacking.Of(recorded[kernel], major, minor);
    }

    private Backing OfBlock((uint Major, uint Minor) number, string kernel) =>
        BackingResolver.OfBlockDevice(recorded[kernel], number.Major, number.Minor);
}
