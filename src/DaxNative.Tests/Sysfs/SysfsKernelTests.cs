using Xunit;

namespace DaxNative.Tests;

/// <summary>Each kind of device on the running kernel: the right region, provider and domain.</summary>
[Trait("Category", "Kernel")]
public class SysfsKernelTests
{
    [SkippableTheory]
    [InlineData("DAXNATIVE_TEST_DEVDAX_4K", 4096L)]
    [InlineData("DAXNATIVE_TEST_DEVDAX_2M", 2L << 20)]
    [InlineData("DAXNATIVE_TEST_DEVDAX_1G", 1L << 30)]
    public void DeviceOnAnNvdimm_HasItsAlignAndTheDomainOfTheMachine(string variable, long align)
    {
        DaxDevice device = Find(variable);

        Assert.Equal(align, device.Align);
        Assert.Equal(align, device.Region!.Align);
        Assert.True(device.Size > 0 && device.Size % align == 0);
        Assert.Equal(DaxDeviceMode.DevDax, device.Mode);
        Assert.Equal(NdProvider.AcpiNfit, device.NdRegion!.Provider);
        Assert.Equal(Domain(), device.NdRegion.PersistenceDomain);
        Assert.Equal(DeepFlushState.NotNeeded, device.NdRegion.DeepFlush);
        Assert.Equal(DaxMemoryKind.PersistentMemory, device.MemoryKind);
        Assert.NotNull(device.Resource);
        Assert.Contains(device, DaxBus.Enumerate());
        Assert.Contains(device.NdRegion, NdBus.Regions());
        DeepFlushAttribute.Flush(device.NdRegion.SysfsPath);
    }

    [SkippableTheory]
    [InlineData("DAXNATIVE_TEST_E820_DEVDAX", NdProvider.E820, true)]
    [InlineData("DAXNATIVE_TEST_VIRTIO_DEVDAX", NdProvider.VirtioPmem, false)]
    public void DeviceWithoutADomain_HasAnUnknownOneAndNoDeepFlush(string variable, NdProvider provider, bool synchronous)
    {
        DaxDevice device = Find(variable);

        Assert.Equal(provider, device.NdRegion!.Provider);
        Assert.Equal(synchronous, device.NdRegion.IsSynchronous);
        Assert.Equal(PersistenceDomain.Unknown, device.NdRegion.PersistenceDomain);
        Assert.Equal(DeepFlushState.Unknown, device.NdRegion.DeepFlush);
        Assert.Equal(DaxError.DeepFlushNotAvailable, Assert.Throws<DaxException>(() => DeepFlushAttribute.Flush(device.NdRegion.SysfsPath)).Error);
    }

    [SkippableFact]
    public void DeviceOnSoftReservedMemory_IsVolatile()
    {
        DaxDevice device = Find("DAXNATIVE_TEST_HMEM_DEVDAX");

        Assert.Equal(DaxMemoryKind.VolatileMemory, device.MemoryKind);
        Assert.Null(device.NdRegion);
        Assert.Equal(DaxDeviceMode.DevDax, device.Mode);
        Assert.True(BackingResolver.OfDaxDevice(LinuxRoot.Running, device.Major!.Value, device.Minor!.Value).AnyVolatile);
    }

    [SkippableTheory]
    [InlineData("DAXNATIVE_TEST_FSDAX_EXT4", NdProvider.AcpiNfit)]
    [InlineData("DAXNATIVE_TEST_FSDAX_XFS", NdProvider.AcpiNfit)]
    [InlineData("DAXNATIVE_TEST_E820_EXT4", NdProvider.E820)]
    [InlineData("DAXNATIVE_TEST_VIRTIO_EXT4", NdProvider.VirtioPmem)]
    public void FileOnPmem_ResolvesToItsRegion(string variable, NdProvider provider)
    {
        Backing backing = OfFile(SparePmem.Require(variable));

        BackingLeaf leaf = Assert.Single(backing.Leaves);
        Assert.Equal(provider, leaf.Region!.Provider);
        Assert.Equal(provider == NdProvider.AcpiNfit ? Domain() : PersistenceDomain.Unknown, backing.Weakest);
        Assert.Equal(provider != NdProvider.VirtioPmem, backing.AllSynchronous);
        Assert.False(backing.IsDeviceMapper);
        Assert.Null(backing.Misalignment);
    }

    [SkippableFact]
    public void FileOnAnOrdinaryDisk_HasNoRegion()
    {
        BackingLeaf leaf = Assert.Single(OfFile(SparePmem.Require("DAXNATIVE_TEST_PLAIN_EXT4")).Leaves);

        Assert.Equal(BackingKind.Disk, leaf.Kind);
        Assert.Null(leaf.Region);
    }

    [SkippableFact]
    public void NullDevice_IsNoDaxDevice()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        DeviceNumber number = SparePmem.Stat("/dev/null").Special;

        Assert.Null(DaxBus.Find(LinuxRoot.Running, number.Major, number.Minor));
        Assert.Equal(DaxDeviceMode.Unknown, DaxBus.ReadDriver(LinuxRoot.Running, number.Major, number.Minor).Mode);
    }

    private static PersistenceDomain Domain() => SparePmem.Require("DAXNATIVE_TEST_NVDIMM_DOMAIN") switch
    {
        "cpu_cache" => PersistenceDomain.CpuCache,
        "memory_controller" => PersistenceDomain.MemoryController,
        string other => throw new InvalidOperationException(other),
    };

    private static DaxDevice Find(string variable)
    {
        DeviceNumber number = SparePmem.Stat(SparePmem.Require(variable)).Special;
        return DaxBus.Find(LinuxRoot.Running, number.Major, number.Minor)!;
    }

    private static Backing OfFile(string path)
    {
        DeviceNumber device = SparePmem.Stat(path).Device;
        return FileBacking.Of(LinuxRoot.Running, device.Major, device.Minor);
    }
}
