using Xunit;

namespace DaxNative.Tests;

/// <summary>The range report agrees with what the kernel did, for every kind of mapping, made by DaxNative or not.</summary>
[Trait("Category", "Kernel")]
public class RangeReportTests
{
    [SkippableTheory]
    [MemberData(nameof(TestDevices.Mounts), MemberType = typeof(TestDevices))]
    public void OwnMappingOfAFile_IsReportedAsItOpened(string mount)
    {
        using var file = TestFile.Written(mount);
        using PersistentMapping map = MappingChecks.Open(file.Path, MappingAccess.ReadWrite);

        MappedArea area = RangeInspector.Inspect(map.AsSpan(4096, 4096), withVmFlags: true).Weakest;
        Assert.Equal(map.Guarantee.IsMapSync, area.VmFlags!.Contains("sf"));

        Assert.Equal((map.Granularity, map.Guarantee.Evidence), (area.Granularity, area.Evidence));
        Assert.Equal(map.Guarantee.PersistenceDomain, area.Kind == AreaKind.DaxFile ? area.PersistenceDomain : map.Guarantee.PersistenceDomain);
        Assert.Equal((file.Path, 4096L), (area.Path, area.FileOffset));
        Assert.Equal(mount == TestDevices.PlainExt4 ? AreaKind.PageCache : AreaKind.DaxFile, area.Kind);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K)]
    [InlineData(TestDevices.NvdimmDevice2M)]
    [InlineData(TestDevices.NvdimmDevice1G)]
    [InlineData(TestDevices.E820Device)]
    public void OwnMappingOfADevice_IsReportedAsItOpened(string device)
    {
        string path = TestDevices.Get(device);
        using PersistentMapping map = MappingChecks.Open(path, MappingAccess.Read, TestDevices.AlignOf(device));

        MappedArea area = RangeInspector.Inspect(map.AsReadOnlySpan(4096, 64)).Weakest;

        Assert.Equal((AreaKind.DeviceDax, map.Granularity, map.Guarantee.Evidence), (area.Kind, area.Granularity!.Value, area.Evidence));
        Assert.Equal((true, false), (area.IsMapSync, area.IsWritable));
    }

    [SkippableTheory]
    [InlineData(TestDevices.HmemDevice)]
    [InlineData(TestDevices.VirtioDevice)]
    public void ForeignMappingOfADeviceThatIsNotDurable_IsReportedSo(string device)
    {
        using var foreign = ForeignMapping.Of(TestDevices.Get(device), RawKernel.Sync, 2 << 20);

        RangeReport report = RangeInspector.Inspect(foreign.Address, 4096);

        Assert.Equal((AreaKind.DeviceDax, null, false), (report.Weakest.Kind, report.Granularity, report.MaySkipMsync));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void ForeignMappingOfADaxFile_MaySkipMsyncOnlyWithMapSync(bool expected)
    {
        using var file = TestFile.Written(TestDevices.E820Ext4);
        using var foreign = ForeignMapping.Of(file.Path, expected ? RawKernel.Sync : MmapFlags.MAP_SHARED);

        RangeReport report = RangeInspector.Inspect(foreign.Address, 4096);

        Assert.Equal((AreaKind.DaxFile, expected, expected), (report.Weakest.Kind, report.Weakest.IsMapSync, report.MaySkipMsync));
    }

    [SkippableFact]
    public void AdjacentMappingsOfDifferentKinds_GiveTheWeaker()
    {
        using var dax = TestFile.Written(TestDevices.E820Ext4);
        using var plain = TestFile.Written(TestDevices.PlainExt4);
        using var both = ForeignMapping.OfTwo(dax.Path, plain.Path);

        RangeReport report = RangeInspector.Inspect(both.Address, 8192);

        Assert.Equal([AreaKind.DaxFile, AreaKind.PageCache], report.Areas.Select(area => area.Kind));
        Assert.Equal(StoreGranularity.Page, report.Granularity);
    }

    [SkippableFact]
    public void Query_IsThereFrom611On()
    {
        string kernel = TestDevices.Get("KERNEL");

        IReadOnlyList<Vma>? found = ProcmapQueryReader.TryCovering(LinuxRoot.Running, 4096, 8192);

        Assert.Equal(kernel != "6.1", found is not null);
    }
}
