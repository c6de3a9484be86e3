using System.IO.MemoryMappedFiles;
using Xunit;

namespace DaxNative.Tests;

public class RangeInspectorTests
{
    [Fact]
    public void Inspect_SaysThatTheStackIsNeverDurable()
    {
        Span<byte> local = stackalloc byte[16];

        RangeReport report = RangeInspector.Inspect(local);

        Assert.Equal((AreaKind.Anonymous, null, DurabilityEvidence.Volatile), Answer(report));
        Assert.False(report.MaySkipMsync);
    }

    [Fact]
    public void Inspect_SaysThatTheHeapIsNeverDurable() =>
        Assert.Equal((AreaKind.Anonymous, null, DurabilityEvidence.Volatile), Answer(RangeInspector.Inspect(new byte[100])));

    [Fact]
    public void Inspect_SaysThatAnOrdinaryFileNeedsMsync()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        using PersistentMapping map = PersistentMapping.Open(temp.Path);

        RangeReport report = RangeInspector.Inspect(map.AsSpan(5000, 100));

        Assert.Equal((AreaKind.PageCache, StoreGranularity.Page, DurabilityEvidence.Proven), Answer(report));
        MappedArea area = Assert.Single(report.Areas);
        Assert.Equal((temp.Path, 5000, 100, map.Address + 5000), (area.Path, area.FileOffset, area.Length, area.Address));
        Assert.True(area.IsWritable);
    }

    [Fact]
    public void VmFlags_AreThoseOfSmapsAndOnlyWhereTheyWereAskedFor()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        using PersistentMapping writable = PersistentMapping.Open(temp.Path);
        using PersistentMapping readOnly = PersistentMapping.Open(temp.Path, new MappingOptions { Access = MappingAccess.Read });

        MappedArea asked = RangeInspector.Inspect(writable.AsReadOnlySpan(0, 8192), withVmFlags: true).Weakest;
        Assert.Contains("rd", asked.VmFlags!);
        Assert.Contains("wr", asked.VmFlags!);
        Assert.DoesNotContain("sf", asked.VmFlags!);
        Assert.DoesNotContain("wr", RangeInspector.Inspect(readOnly.AsReadOnlySpan(0, 1), withVmFlags: true).Weakest.VmFlags!);
        Assert.Null(RangeInspector.Inspect(writable.AsReadOnlySpan(0, 8192)).Weakest.VmFlags);
    }

    [Fact]
    public unsafe void Inspect_AnswersForAMappingOfTheBcl()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        using var file = MemoryMappedFile.CreateFromFile(temp.Path);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor();
        byte* address = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);

        RangeReport report = RangeInspector.Inspect((nint)address, 8192);

        Assert.Equal((AreaKind.PageCache, StoreGranularity.Page, DurabilityEvidence.Proven), Answer(report));
        view.SafeMemoryMappedViewHandle.ReleasePointer();
    }

    [Fact]
    public void Inspect_SaysThatTmpfsIsNeverDurable()
    {
        using var temp = TempPath.InMemory();
        using PersistentMapping map = temp.OpenVolatile();

        Assert.Equal((AreaKind.PageCache, null, DurabilityEvidence.Volatile), Answer(RangeInspector.Inspect(map.AsSpan(0, 8))));
    }

    [Fact]
    public void Inspect_IsNotFooledByTheSynchronousFlagOfTmpfs()
    {
        using var temp = TempPath.InMemory();
        using var foreign = ForeignMapping.Of(temp.WithFile(8192).Path, MmapFlags.MAP_SHARED | MmapFlags.MAP_SYNC);
        SmapsEntry shown = Assert.Single(SmapsReader.Covering(LinuxRoot.Running, (nuint)foreign.Address, 4096));
        Assert.True(shown.VmFlags.Contains("sf"));

        Assert.Equal((AreaKind.PageCache, null, DurabilityEvidence.Volatile), Answer(RangeInspector.Inspect(foreign.Address, 8192)));
    }

    [Fact]
    public void Inspect_SaysThatAPrivateMappingNeverReachesTheFile()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        using var foreign = ForeignMapping.Of(temp.Path, MmapFlags.MAP_PRIVATE);

        Assert.Equal((AreaKind.PrivateFile, null, DurabilityEvidence.Volatile), Answer(RangeInspector.Inspect(foreign.Address, 8192)));
    }

    [Theory]
    [InlineData("deleted", null)]
    [InlineData("replaced", null)]
    [InlineData("renamed", StoreGranularity.Page)]
    public void Inspect_DoesNotMistakeAnotherFileForTheMappedOne(string what, StoreGranularity? expected)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        using var foreign = ForeignMapping.Of(temp.Path, MmapFlags.MAP_SHARED);
        switch (what)
        {
            case "deleted":
                File.Delete(temp.Path);
                break;
            case "replaced":
                File.WriteAllBytes(temp.Path + ".new", new byte[8192]);
                File.Move(temp.Path + ".new", temp.Path, overwrite: true);
                break;
            default:
                File.Move(temp.Path, temp.Path + ".moved");
                break;
        }

        RangeReport report = RangeInspector.Inspect(foreign.Address, 8192);

        Assert.Equal(expected, report.Granularity);
        Assert.Equal(what == "renamed" ? AreaKind.PageCache : AreaKind.UnknownFile, report.Weakest.Kind);
    }

    [Theory]
    [InlineData("tmpfs", DurabilityEvidence.Volatile)]
    [InlineData("RAM disk", DurabilityEvidence.Volatile)]
    [InlineData("disk", DurabilityEvidence.Assumed)]
    public void AFileWhoseNameLeadsElsewhere_IsVolatileWhereItsDeviceIs(string what, DurabilityEvidence expected)
    {
        using var linux = new FakeLinux();
        DeviceNumber device = what == "tmpfs" ? new(0, 60) : new(1, 0);
        linux.AddMount(device.Major, device.Minor, "/hidden", what == "tmpfs" ? "tmpfs" : "ext4", "source", "rw");
        if (what == "RAM disk")
        {
            linux.AddBlock("/sys/devices/virtual/block/ram0", 1, 0);
        }

        var vma = new Vma { Start = 0, End = 4096, IsShared = true, Inode = ulong.MaxValue, Name = "/hidden/file", Device = device };

        MappedArea area = AreaClassifier.Describe(VmaFacts.Of(linux.Root, vma, static () => "not asked"));
        Assert.Equal((AreaKind.UnknownFile, expected), (area.Kind, area.Evidence));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("with\nnewline")]
    [InlineData("ends in (deleted)")]
    [InlineData("back\\slash \\012")]
    [InlineData("umlaut äöü 💾")]
    public void Inspect_FindsTheFileWhateverItsName(string name)
    {
        using var temp = TempPath.OnDisk();
        string path = Path.Combine(temp.Directory, name);
        File.WriteAllBytes(path, new byte[8192]);
        using var foreign = ForeignMapping.Of(path, MmapFlags.MAP_SHARED);

        Assert.Equal((AreaKind.PageCache, StoreGranularity.Page, DurabilityEvidence.Proven), Answer(RangeInspector.Inspect(foreign.Address, 8192)));
    }

    [Fact]
    public void Inspect_NamesTheHole()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(3 * 4096);
        using var foreign = ForeignMapping.WithHole(temp.Path);

        DaxException refusal = Assert.Throws<DaxException>(() => RangeInspector.Inspect(foreign.Address, 3 * 4096));

        Assert.Equal((DaxError.OutOfRange, "inspect", 4096), (refusal.Error, refusal.Operation, refusal.Length));
        Assert.Contains($"0x{foreign.Address + 4096:x} to 0x{foreign.Address + 8192:x}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_GivesTheWeakestOfAdjacentMappings()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(4096);
        using TempPath memory = TempPath.InMemory().WithFile(4096);
        using var both = ForeignMapping.OfTwo(disk.Path, memory.Path);

        RangeReport report = RangeInspector.Inspect(both.Address + 100, 8000);

        Assert.Equal([StoreGranularity.Page, null], report.Areas.Select(area => area.Granularity));
        Assert.Equal([(both.Address + 100, 3996L), (both.Address + 4096, 4004L)], report.Areas.Select(area => (area.Address, area.Length)));
        Assert.Equal((null, DurabilityEvidence.Volatile), (report.Granularity, report.Evidence));
    }

    [Fact]
    public void ThePassOverMaps_FindsWhatTheQueryFinds()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(3 * 4096);
        using var foreign = ForeignMapping.Of(temp.Path, MmapFlags.MAP_SHARED);
        nuint start = (nuint)foreign.Address;

        Assert.Equal(
            VmaLookup.FromMaps(LinuxRoot.Running, start, start + 8192),
            ProcmapQueryReader.TryCovering(LinuxRoot.Running, start, start + 8192)?.Select(vma => vma with { Granule = null }) ?? VmaLookup.FromMaps(LinuxRoot.Running, start, start + 8192));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Inspect_RefusesAnEmptyRange(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RangeInspector.Inspect(4096, length));

    private static (AreaKind Kind, StoreGranularity? Granularity, DurabilityEvidence Evidence) Answer(RangeReport report) =>
        (report.Weakest.Kind, report.Granularity, report.Evidence);
}
