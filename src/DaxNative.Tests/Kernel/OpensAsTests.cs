using Xunit;

namespace DaxNative.Tests;

[Trait("Category", "Kernel")]
public class OpensAsTests
{
    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4, MappingAccess.ReadWrite)]
    [InlineData(TestDevices.NvdimmExt4, MappingAccess.Read)]
    [InlineData(TestDevices.NvdimmXfs, MappingAccess.ReadWrite)]
    [InlineData(TestDevices.NvdimmXfs, MappingAccess.Read)]
    public void DaxFileOnNvdimm_OpensAsTheDomainOfItsRegionSays(string mount, MappingAccess access)
    {
        using var file = TestFile.Written(mount);
        using PersistentMapping map = MappingChecks.Open(file.Path, access);

        MappingChecks.Is(map, NvdimmGuarantee.Granularity, NvdimmGuarantee.Evidence);
        Assert.True(map.Guarantee.IsMapSync);
        Assert.Equal(TestDevices.NvdimmDomain, map.Guarantee.PersistenceDomain);
        Assert.Contains("ACPI.NFIT", map.Guarantee.Reason, StringComparison.Ordinal);
        Assert.True(MappingChecks.Smaps(map).VmFlags.Contains("sf"));
        CheckStores(map, file.Path, access);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K, MappingAccess.ReadWrite)]
    [InlineData(TestDevices.NvdimmDevice4K, MappingAccess.Read)]
    [InlineData(TestDevices.NvdimmDevice2M, MappingAccess.ReadWrite)]
    [InlineData(TestDevices.NvdimmDevice2M, MappingAccess.Read)]
    [InlineData(TestDevices.NvdimmDevice1G, MappingAccess.ReadWrite)]
    [InlineData(TestDevices.NvdimmDevice1G, MappingAccess.Read)]
    public void DeviceOnNvdimm_OpensAsTheDomainOfItsRegionSays(string device, MappingAccess access)
    {
        string path = TestDevices.Get(device);
        long align = TestDevices.AlignOf(device);
        using PersistentMapping map = MappingChecks.Open(path, access, align);

        MappingChecks.Is(map, NvdimmGuarantee.Granularity, NvdimmGuarantee.Evidence);
        Assert.True(map.Guarantee.IsMapSync);
        Assert.Equal(0, map.Length % align);
        if (align < 1L << 30)
        {
            SmapsEntry entry = MappingChecks.Smaps(map);
            Assert.True(entry.VmFlags.Contains("sf"));
            Assert.Equal(align, entry.KernelPageSize);
        }

        CheckStores(map, path, access, align);
    }

    [SkippableTheory]
    [InlineData(MappingAccess.ReadWrite)]
    [InlineData(MappingAccess.Read)]
    public void RegionWithoutDomain_IsCacheLineAssumed(MappingAccess access)
    {
        using var file = TestFile.Written(TestDevices.E820Ext4);
        foreach (string path in (string[])[file.Path, TestDevices.Get(TestDevices.E820Device)])
        {
            using PersistentMapping map = MappingChecks.Open(path, access);
            MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
            Assert.Contains("names no persistence domain", map.Guarantee.Reason, StringComparison.Ordinal);
            Assert.True(MappingChecks.Smaps(map).VmFlags.Contains("sf"));
            CheckStores(map, path, access);
        }
    }

    [SkippableTheory]
    [InlineData(MappingAccess.ReadWrite)]
    [InlineData(MappingAccess.Read)]
    public void DeviceOnCxlMemory_IsCacheLineProven(MappingAccess access)
    {
        // Mapped only: the emulated device forgets what is stored.
        string path = TestDevices.Get(TestDevices.CxlDevice);
        using PersistentMapping map = MappingChecks.Open(path, access);
        DaxDevice device = DaxBus.Enumerate().Single(device => path.EndsWith("/" + device.Name, StringComparison.Ordinal));

        MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Proven);
        Assert.Equal(PersistenceDomain.MemoryController, map.Guarantee.PersistenceDomain);
        Assert.Equal((NdProvider.Cxl, $"region{device.Region!.Id}"), (device.NdRegion!.Provider, device.NdRegion.Name));
        Assert.True(MappingChecks.Smaps(map).VmFlags.Contains("sf"));
        map.Persist(0, 64);
    }

    [SkippableFact]
    public void CpuCacheRegionBesideRegionWithoutDomain_IsByteOnTheOneAndCacheLineOnTheOther()
    {
        TestDevices.RequireNvdimmDomain(PersistenceDomain.CpuCache);
        using var fileOnNvdimm = TestFile.Written(TestDevices.NvdimmExt4);
        using var fileOnE820 = TestFile.Written(TestDevices.E820Ext4);
        using PersistentMapping first = MappingChecks.Open(fileOnNvdimm.Path, MappingAccess.ReadWrite);
        using PersistentMapping second = MappingChecks.Open(fileOnE820.Path, MappingAccess.ReadWrite);
        using PersistentMapping third = MappingChecks.Open(TestDevices.Get(TestDevices.NvdimmDevice2M), MappingAccess.ReadWrite);
        using PersistentMapping fourth = MappingChecks.Open(TestDevices.Get(TestDevices.E820Device), MappingAccess.ReadWrite);

        MappingChecks.Is(first, StoreGranularity.Byte, DurabilityEvidence.Proven);
        MappingChecks.Is(second, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
        MappingChecks.Is(third, StoreGranularity.Byte, DurabilityEvidence.Proven);
        MappingChecks.Is(fourth, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
        Assert.Contains("eADR", first.Guarantee.Reason, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(MappingAccess.ReadWrite)]
    [InlineData(MappingAccess.Read)]
    public void MemoryControllerRegion_IsCacheLineAndProvenOnX64(MappingAccess access)
    {
        TestDevices.RequireNvdimmDomain(PersistenceDomain.MemoryController);
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        foreach (string path in (string[])[file.Path, TestDevices.Get(TestDevices.NvdimmDevice2M)])
        {
            using PersistentMapping map = MappingChecks.Open(path, access);
            MappingChecks.Is(map, NvdimmGuarantee.Granularity, NvdimmGuarantee.Evidence);
            Assert.Contains("memory_controller", map.Guarantee.Reason, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData(TestDevices.VirtioExt4, MappingAccess.ReadWrite, "needs a flush by the host")]
    [InlineData(TestDevices.VirtioExt4, MappingAccess.Read, "needs a flush by the host")]
    [InlineData(TestDevices.PlainExt4, MappingAccess.ReadWrite, "not on persistent memory, so the mapping is page cache")]
    [InlineData(TestDevices.PlainExt4, MappingAccess.Read, "not on persistent memory, so the mapping is page cache")]
    public void FileWithoutSynchronousFaults_IsPageAndSaysWhy(string mount, MappingAccess access, string because)
    {
        using var file = TestFile.Written(mount);
        using PersistentMapping map = MappingChecks.Open(file.Path, access);

        MappingChecks.Is(map, StoreGranularity.Page, DurabilityEvidence.Proven);
        Assert.False(map.Guarantee.IsMapSync);
        Assert.Contains(because, map.Guarantee.Reason, StringComparison.Ordinal);
        Assert.Contains("EOPNOTSUPP", map.Guarantee.Reason, StringComparison.Ordinal);
        Assert.False(MappingChecks.Smaps(map).VmFlags.Contains("sf"));
        Assert.Equal(Errno.EOPNOTSUPP, RawKernel.MmapSync(file.Path, TestFile.Length));
        CheckStores(map, file.Path, access);
    }

    [SkippableTheory]
    [InlineData(MappingAccess.ReadWrite)]
    [InlineData(MappingAccess.Read)]
    public void VolatileDevice_OpensWithThePermissionAndSaysVolatile(MappingAccess access)
    {
        string path = TestDevices.Get(TestDevices.HmemDevice);
        MappingOptions options = new() { AllowVolatile = true };
        using PersistentMapping map = MappingChecks.Open(path, access, options: options);

        MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Volatile);
        Assert.False(map.Guarantee.IsDurable);
        Assert.Contains("volatile", map.Guarantee.Reason, StringComparison.Ordinal);

        // The kernel grants it all the same, which is why the grant proves nothing for a device.
        Assert.True(map.Guarantee.IsMapSync);
        Assert.True(MappingChecks.Smaps(map).VmFlags.Contains("sf"));
        CheckStores(map, path, access, options: options);

        using PersistentMapping asked = MappingChecks.Open(path, access, options: options with { RequiredGranularity = StoreGranularity.Byte });
        MappingChecks.Is(asked, StoreGranularity.Byte, DurabilityEvidence.Volatile);
    }

    [SkippableTheory]
    [InlineData(MappingAccess.ReadWrite)]
    [InlineData(MappingAccess.Read)]
    public void Tmpfs_OpensWithThePermissionAndSaysVolatile(MappingAccess access)
    {
        TestDevices.RequireGuest();
        using TestFile file = TestFile.In("/dev/shm").WithBytes(TestFile.Length);
        MappingOptions options = new() { AllowVolatile = true };
        using PersistentMapping map = MappingChecks.Open(file.Path, access, options: options);

        MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Volatile);
        Assert.Contains("tmpfs", map.Guarantee.Reason, StringComparison.Ordinal);
        Assert.False(MappingChecks.Smaps(map).VmFlags.Contains("sf"));
        CheckStores(map, file.Path, access, options: options);
    }

    // On Arm64 nothing says that DC CVAP reaches a point of persistence (docs/guarantees.md).
    private static (StoreGranularity Granularity, DurabilityEvidence Evidence) NvdimmGuarantee =>
        TestDevices.NvdimmDomain == PersistenceDomain.CpuCache
            ? (StoreGranularity.Byte, DurabilityEvidence.Proven)
            : (StoreGranularity.CacheLine, TestDevices.IsArm64 ? DurabilityEvidence.Assumed : DurabilityEvidence.Proven);

    private static void CheckStores(PersistentMapping map, string path, MappingAccess access, long align = 4096, MappingOptions? options = null)
    {
        if (access == MappingAccess.Read)
        {
            MappingChecks.IsReadOnly(map);
        }

        MappingChecks.KeepsWhatWasPersisted(path, align, options);
        if (!path.StartsWith("/dev/dax", StringComparison.Ordinal))
        {
            SeenByRead(map, path);
        }
    }

    /// <summary>What the mapping shows is what read(2) gives of the file.</summary>
    private static void SeenByRead(PersistentMapping map, string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] last = new byte[8192];
        stream.Position = map.Length - last.Length;
        stream.ReadExactly(last);
        Assert.Equal(map.AsReadOnlySpan(map.Length - last.Length, last.Length).ToArray(), last);
        Assert.Contains(last, value => value != 0);
    }
}
