using Xunit;

namespace DaxNative.Tests;

/// <summary>What lies between a file and its regions: partitions, device-mapper, a real-time device. The weakest leaf decides.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class BlockStackTests
{
    private const long Sectors = 256 * 2048;

    private static string Pmem => TestDevices.Get(TestDevices.SparePmem);

    private static string Pmem2 => TestDevices.Get(TestDevices.SparePmem2);

    private static string Virtio => TestDevices.Get(TestDevices.SpareVirtioPmem);

    [SkippableFact]
    public void LinearTableOverPmem_OpensLikeItsLeaf()
    {
        using var stack = new BlockStackMount();
        stack.WithTable("dn-linear", $"0 {Sectors} linear {Pmem} 2048").MountExt4("/dev/mapper/dn-linear");
        using TestFile file = stack.File();
        using PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite);
        MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
        Assert.True(map.Guarantee.IsMapSync);
        map.Dispose();
        MappingChecks.KeepsWhatWasPersisted(file.Path);
    }

    [SkippableFact]
    public void TableOverATable_OpensLikeItsLeaf()
    {
        using var stack = new BlockStackMount();
        stack.WithTable("dn-lower", $"0 {Sectors} linear {Pmem} 0")
            .WithTable("dn-upper", $"0 {Sectors / 2} linear /dev/mapper/dn-lower 4096")
            .MountExt4("/dev/mapper/dn-upper");
        using TestFile file = stack.File();
        using PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite);
        MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
        Assert.True(map.Guarantee.IsMapSync);
    }

    [SkippableFact]
    public void LinearTableOverVirtioPmem_IsPage()
    {
        using var stack = new BlockStackMount();
        stack.WithTable("dn-virtio", $"0 {Sectors} linear {Virtio} 0").MountExt4("/dev/mapper/dn-virtio");
        using TestFile file = stack.File();
        IsPage(file.Path);
    }

    [SkippableFact]
    public void TableOverBoth_IsAsWeakAsItsWeakestLeaf()
    {
        using var stack = new BlockStackMount();
        stack.WithTable("dn-both", $"0 {Sectors} linear {Pmem} 0\n{Sectors} {Sectors} linear {Virtio} 0").MountExt4("/dev/mapper/dn-both");
        using TestFile file = stack.File();
        IsPage(file.Path);
    }

    /// <summary>The kernel keeps granting MAP_SYNC to a table that once had synchronous leaves: the leaves decide, not the grant.</summary>
    [SkippableFact]
    public void TableSwitchedToVirtioPmem_IsPageThoughTheKernelGrantsMapSync()
    {
        using var stack = new BlockStackMount();
        stack.WithTable("dn-switched", $"0 {Sectors} linear {Pmem} 0");
        GuestCommand.Run($"dmsetup suspend dn-switched; dmsetup load dn-switched --table '0 {Sectors} linear {Virtio} 0'; dmsetup resume --noudevsync dn-switched");
        stack.MountExt4("/dev/mapper/dn-switched");
        using TestFile file = stack.File();
        Assert.Equal(0, RawKernel.MmapSync(file.Path, TestFile.Length));
        using (PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite))
        {
            MappingChecks.Is(map, StoreGranularity.Page, DurabilityEvidence.Proven);
            Assert.True(map.Guarantee.IsMapSync);
            Assert.Contains("MAP_SYNC was granted, but", map.Guarantee.Reason, StringComparison.Ordinal);
        }

        DaxException refusal = Refusal.Predicted(DaxError.GranularityNotAvailable, "mmap", 0, file.Path, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine });
        Assert.Contains("virtio", refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The table changes under the same device, between two openings of one process.</summary>
    [SkippableFact]
    public void TableSwitchedBetweenTwoOpenings_IsNotAnsweredFromWhatWasRemembered()
    {
        using var stack = new BlockStackMount();
        stack.WithTable("dn-between", $"0 {Sectors} linear {Pmem} 0").MountExt4("/dev/mapper/dn-between");
        using (TestFile file = stack.File())
        using (PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite))
        {
            MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
        }

        GuestCommand.Run($"umount {stack.Folder}; dmsetup suspend dn-between; dmsetup load dn-between --table '0 {Sectors} linear {Virtio} 0'; dmsetup resume --noudevsync dn-between");
        GuestCommand.Run($"mkfs.ext4 -q -F -b 4096 /dev/mapper/dn-between; mount -t ext4 -o dax=always /dev/mapper/dn-between {stack.Folder}");
        using TestFile onVirtio = stack.File();
        IsPage(onVirtio.Path);
    }

    [SkippableFact]
    public void TableThatStartsThreeSectorsIn_IsRefusedBecauseDaxMapsWrongAddressesThere()
    {
        using var stack = new BlockStackMount();
        stack.WithTable("dn-askew", $"0 {Sectors} linear {Pmem} 3").MountExt4("/dev/mapper/dn-askew");
        using TestFile file = stack.File();
        DaxException refusal = Refusal.Predicted(DaxError.MisalignedBlockDevice, "mmap", 0, file.Path);
        Assert.Contains("alignment_offset", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("8 sectors", refusal.Remedy, StringComparison.Ordinal);

        // The kernel maps it all the same.
        Assert.Equal(0, RawKernel.MmapSync(file.Path, TestFile.Length));
    }

    [SkippableFact]
    public void Partition_OpensLikeItsDisk()
    {
        DebianPackages.SkipUnlessThere("sfdisk");
        using var stack = new BlockStackMount();
        stack.With($"printf 'label: gpt\\nstart=2048, size=300M\\n' | sfdisk -q --wipe always {Pmem}", $"sfdisk -q --delete {Pmem}; wipefs -q -a {Pmem}")
            .MountExt4(Pmem + "p1");
        using TestFile file = stack.File();
        using PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite);
        MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
        Assert.True(map.Guarantee.IsMapSync);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void XfsWithARealTimeDevice_IsAsWeakAsTheWeakerOfTheTwo(bool isRealTimeSynchronous)
    {
        string realTime = isRealTimeSynchronous ? Pmem2 : Virtio;
        using var stack = new BlockStackMount();
        stack.With(
            $"mkfs.xfs -q -f -m reflink=0,rmapbt=0 -r rtdev={realTime} {Pmem}; mkdir {stack.Folder}; mount -t xfs -o dax=always,rtdev={realTime} {Pmem} {stack.Folder}",
            $"umount {stack.Folder}; wipefs -q -a {Pmem} {realTime}");
        using TestFile file = stack.File();
        using PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite);
        if (isRealTimeSynchronous)
        {
            MappingChecks.Is(map, StoreGranularity.CacheLine, DurabilityEvidence.Assumed);
        }
        else
        {
            MappingChecks.Is(map, StoreGranularity.Page, DurabilityEvidence.Proven);
            Assert.Contains(Path.GetFileName(Virtio).Replace("pmem", "region", StringComparison.Ordinal), map.Guarantee.Reason, StringComparison.Ordinal);
        }
    }

    /// <summary>Whether the kernel refuses MAP_SYNC or grants it wrongly (both were seen), the answer is the same.</summary>
    private static void IsPage(string path)
    {
        using PersistentMapping map = MappingChecks.Open(path, MappingAccess.ReadWrite);
        MappingChecks.Is(map, StoreGranularity.Page, DurabilityEvidence.Proven);
        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(path, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine }).Dispose());
        Assert.Equal(DaxError.GranularityNotAvailable, refusal.Error);
        Assert.Contains("virtio", refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(map.Guarantee.IsMapSync, refusal.IsPredicted);
    }
}
