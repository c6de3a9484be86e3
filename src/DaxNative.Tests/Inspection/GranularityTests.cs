using Xunit;

namespace DaxNative.Tests;

/// <summary>The granularity without the account is the granularity of the account, and costs no allocation where it can.</summary>
public class GranularityTests
{
    [Fact]
    public void OfTheStackAndTheHeap_IsNone()
    {
        Span<byte> local = stackalloc byte[16];

        Assert.Null(RangeInspector.GetGranularity(local));
        Assert.Null(RangeInspector.GetGranularity(new byte[100]));
    }

    [Fact]
    public void OfAMappingOfOurs_IsWhatTheInspectionFinds()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(8192);
        using var memory = TempPath.InMemory();
        using PersistentMapping file = PersistentMapping.Open(disk.Path);
        using PersistentMapping unlasting = memory.OpenVolatile();

        Assert.Equal(StoreGranularity.Page, RangeInspector.GetGranularity(file.AsSpan(5000, 100)));
        Assert.Null(RangeInspector.GetGranularity(unlasting.AsSpan(0, 100)));
    }

    /// <summary>What somebody insisted on says nothing of the memory.</summary>
    [Fact]
    public void OfAForcedMapping_IsWhatTheInspectionFinds()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(8192);
        using PersistentMapping map = PersistentMapping.Open(disk.Path, new MappingOptions { ForceGranularity = StoreGranularity.CacheLine });
        Assert.Equal(StoreGranularity.CacheLine, map.Granularity);

        Assert.Equal(StoreGranularity.Page, RangeInspector.GetGranularity(map.AsSpan(0, 100)));
    }

    [Fact]
    public void OfAMappingWhoseFileWasDeleted_IsNone()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(8192);
        using PersistentMapping map = PersistentMapping.Open(disk.Path);
        File.Delete(disk.Path);

        Assert.Null(RangeInspector.GetGranularity(map.AsSpan(0, 100)));
    }

    [Theory]
    [InlineData(MmapFlags.MAP_SHARED, StoreGranularity.Page)]
    [InlineData(MmapFlags.MAP_PRIVATE, null)]
    internal void OfAMappingOfOthers_IsWhatTheInspectionFinds(MmapFlags flags, StoreGranularity? expected)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(8192);
        using var foreign = ForeignMapping.Of(temp.Path, flags);

        Assert.Equal(expected, RangeInspector.GetGranularity(foreign.Address, 8192));
    }

    [Fact]
    public void OfNeighbours_IsThatOfTheWeakest()
    {
        using TempPath disk = TempPath.OnDisk().WithFile(4096);
        using TempPath memory = TempPath.InMemory().WithFile(4096);
        using var both = ForeignMapping.OfTwo(disk.Path, memory.Path);

        Assert.Equal(StoreGranularity.Page, RangeInspector.GetGranularity(both.Address + 100, 3996));
        Assert.Null(RangeInspector.GetGranularity(both.Address + 100, 8000));
    }

    [Theory]
    [InlineData(MmapFlags.MAP_SHARED)]
    [InlineData(MmapFlags.MAP_PRIVATE)]
    internal void OfAHole_NamesIt(MmapFlags flags)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(3 * 4096);
        using var foreign = ForeignMapping.WithHole(temp.Path, flags);

        DaxException refusal = Assert.Throws<DaxException>(() => RangeInspector.GetGranularity(foreign.Address, 3 * 4096));

        Assert.Equal((DaxError.OutOfRange, "inspect", 4096), (refusal.Error, refusal.Operation, refusal.Length));
    }

    [SkippableFact]
    public void OfAMappingOfOurs_AllocatesNothing()
    {
        Skip.If(Environment.OSVersion.Version < new Version(6, 11), "The kernel has no PROCMAP_QUERY: tools/test.sh runs this on 6.12.");
        using TempPath disk = TempPath.OnDisk().WithFile(8192);
        using PersistentMapping map = PersistentMapping.Open(disk.Path);

        // What the look-up allocated would be there in every round.
        Assert.Contains(0, Enumerable.Range(0, 20).Select(_ => AllocatedBy(map)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void OfAnEmptyRange_IsRefused(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RangeInspector.GetGranularity(4096, length));

    private static long AllocatedBy(PersistentMapping map)
    {
        Span<byte> local = stackalloc byte[16];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _ = RangeInspector.GetGranularity(map.Address, 4096);
            _ = RangeInspector.GetGranularity(local);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
