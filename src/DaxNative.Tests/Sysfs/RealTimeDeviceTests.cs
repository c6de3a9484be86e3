using Xunit;

namespace DaxNative.Tests;

public sealed class RealTimeDeviceTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public RealTimeDeviceTests()
    {
        _linux.AddPmem(_linux.AddNdRegion(0, domain: "cpu_cache"), "pmem0", 259, 0);
        string second = _linux.AddPmem(_linux.AddNdRegion(1, domain: "memory_controller"), "pmem1", 259, 1);
        _linux.AddDeviceMapper("dm-0", "vg-rt", 254, 0, second);
    }

    public void Dispose() => _linux.Dispose();

    [Theory]
    [InlineData("rw,dax=always,rtdev=/dev/pmem1,noquota", "pmem1")]
    [InlineData("rw,rtdev=/dev/mapper/vg-rt", "pmem1")]
    [InlineData("rw,rtdev=/dev/dm-0", "pmem1")]
    [InlineData("rw,rtdev=/dev/gone", "/dev/gone")]
    [InlineData("rw,rtdev=", "")]
    public void OfFile_AddsTheRealTimeDevice(string options, string leaf)
    {
        _linux.AddMount(259, 0, "/mnt/x", "xfs", "/dev/pmem0", options);

        Backing backing = FileBacking.Of(_linux.Root, 259, 0);

        Assert.Equal(["pmem0", leaf], backing.Leaves.Select(found => found.Name));
        Assert.Equal(leaf == "pmem1" ? PersistenceDomain.MemoryController : PersistenceDomain.Unknown, backing.Weakest);
    }

    [Fact]
    public void OfFile_FollowsALinkInDevToTheRealTimeDevice()
    {
        _linux.Link("/dev/vg/rt", "/dev/dm-0").Text("/dev/dm-0", "").AddMount(259, 0, "/mnt/x", "xfs", "/dev/pmem0", "rw,rtdev=/dev/vg/rt");

        Assert.Equal(["pmem0", "pmem1"], FileBacking.Of(_linux.Root, 259, 0).Leaves.Select(leaf => leaf.Name));
    }

    [Theory]
    [InlineData("ext4", "rw,rtdev=/dev/pmem1")]
    [InlineData("xfs", "rw,dax=always,logdev=/dev/pmem1")]
    public void OfFile_AddsNothingForOtherFileSystemsAndOptions(string type, string options)
    {
        _linux.AddMount(259, 0, "/mnt/x", type, "/dev/pmem0", options);

        Assert.Equal("pmem0", Assert.Single(FileBacking.Of(_linux.Root, 259, 0).Leaves).Name);
    }

    [Fact]
    public void OfFile_OnAnXfsWhoseMountIsHiddenPromisesNothing()
    {
        _linux.AddMount(0, 5, "/proc", "proc", "proc").Folder("/sys/fs/xfs/pmem0");

        Backing backing = FileBacking.Of(_linux.Root, 259, 0);

        Assert.Equal(2, backing.Leaves.Count);
        Assert.False(backing.AllSynchronous);
    }

    [Fact]
    public void OfFile_OnAnotherFileSystemWhoseMountIsHiddenIsWhatTheDeviceIs()
    {
        _linux.AddMount(0, 5, "/proc", "proc", "proc");

        Assert.Equal(PersistenceDomain.CpuCache, FileBacking.Of(_linux.Root, 259, 0).Weakest);
    }
}
