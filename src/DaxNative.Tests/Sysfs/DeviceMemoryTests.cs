using Xunit;

namespace DaxNative.Tests;

/// <summary>What is kept of a device is used for that device only, and only what cannot change while it is there.</summary>
public sealed class DeviceMemoryTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    /// <summary>The control of the tests below: what is known to stay is not read again.</summary>
    [Fact]
    public void Disk_IsReadOnceWhileItIsTheSame()
    {
        string region = _linux.AddNdRegion(0, domain: "cpu_cache");
        _linux.AddPmem(region, "pmem0", 259, 0);
        Assert.Equal(PersistenceDomain.CpuCache, Disk(259, 0).Weakest);

        _linux.Remove(region + "/persistence_domain");

        Assert.Equal(PersistenceDomain.CpuCache, Disk(259, 0).Weakest);
        Assert.Equal(PersistenceDomain.Unknown, BackingResolver.OfBlockDevice(LinuxRoot.At(_linux.Directory), 259, 0).Weakest);
    }

    [Fact]
    public void Disk_ThatTookTheNumberOfAnotherIsReadAnew()
    {
        _linux.AddPmem(_linux.AddNdRegion(0, domain: "cpu_cache"), "pmem0", 259, 0);
        string other = _linux.AddPmem(_linux.AddNdRegion(1, "virtio-pmem", "virtio_pmem", domain: null), "pmem1", 259, 1);
        Assert.True(Disk(259, 0).AllSynchronous);

        Relink("/sys/dev/block/259:0", other);

        Assert.Equal((false, PersistenceDomain.Unknown), (Disk(259, 0).AllSynchronous, Disk(259, 0).Weakest));
    }

    [Fact]
    public void Disk_ThatIsGoneIsUnknown()
    {
        _linux.AddPmem(_linux.AddNdRegion(0), "pmem0", 259, 0);
        Assert.True(Disk(259, 0).AllSynchronous);

        _linux.Remove("/sys/dev/block/259:0");

        Assert.False(Disk(259, 0).AllSynchronous);
    }

    [Fact]
    public void Disk_ThatCouldNotBeToldIsAskedAgain()
    {
        string region = _linux.AddNdRegion(0);
        string disk = _linux.AddBlock(region + "/namespace0.0/block/pmem0", 259, 0);
        Assert.False(Disk(259, 0).AllSynchronous);

        _linux.Link(disk + "/device", region + "/namespace0.0");

        Assert.True(Disk(259, 0).AllSynchronous);
    }

    /// <summary>The table of device-mapper is changed under the same device.</summary>
    [Fact]
    public void Table_IsReadEachTime()
    {
        string strong = _linux.AddPmem(_linux.AddNdRegion(0), "pmem0", 259, 0);
        string weak = _linux.AddPmem(_linux.AddNdRegion(1, "virtio-pmem", "virtio_pmem", domain: null), "pmem1", 259, 1);
        string table = _linux.AddDeviceMapper("dm-0", "t", 254, 0, strong);
        Assert.True(Disk(254, 0).AllSynchronous);

        _linux.Link(table + "/slaves/pmem1", weak);

        Assert.False(Disk(254, 0).AllSynchronous);
    }

    [Fact]
    public void DaxDevice_IsReadAnewWhenItsDriverWasBoundAgain()
    {
        string device = _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 0);
        Assert.Equal((DaxDeviceMode.DevDax, 2 << 20), (Device().Driver.Mode, Device().Align));
        _linux.Attribute(device + "/align", "4096");
        Assert.Equal(2 << 20, Device().Align);

        Relink(device + "/driver", "/sys/bus/dax/drivers/device_dax");

        Assert.Equal((DaxDeviceMode.DevDax, 4096), (Device().Driver.Mode, Device().Align));
    }

    [Fact]
    public void DaxDevice_WithAnotherDriverOrNoneIsReadAnew()
    {
        string device = _linux.AddNdDaxDevice(_linux.AddNdRegion(0), "dax0.0", 252, 0);
        Assert.Equal(DaxDeviceMode.DevDax, Device().Driver.Mode);

        Relink(device + "/driver", "/sys/bus/dax/drivers/kmem");
        Assert.Equal(DaxDeviceMode.SystemRam, Device().Driver.Mode);

        _linux.Remove(device + "/driver");
        Assert.Equal(DaxDeviceMode.Disabled, Device().Driver.Mode);
    }

    /// <summary>Of memory that is not on the nd bus the size of a device is changed by whoever may.</summary>
    [Fact]
    public void DaxDevice_WithoutARegionIsReadEachTime()
    {
        string device = _linux.AddDaxDevice("/sys/devices/platform/hmem.0", "dax0.0", 252, 0);
        Assert.Equal(1 << 28, Device().Size);

        _linux.Attribute(device + "/size", "4096");

        Assert.Equal(4096, Device().Size);
    }

    private Backing Disk(uint major, uint minor) => BackingResolver.OfBlockDevice(_linux.Root, major, minor);

    private DaxDeviceFacts Device() => DaxBus.Identify(_linux.Root, 252, 0)!;

    /// <summary>Another link in the place of one, made while that is still there: a file system may use an inode again, sysfs does not.</summary>
    private void Relink(string path, string target)
    {
        _linux.Link(path + ".new", target);
        File.Delete(_linux.Real(path));
        Directory.Move(_linux.Real(path + ".new"), _linux.Real(path));
    }
}
