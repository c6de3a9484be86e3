using System.Buffers;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is mapped now, as the meter says it.</summary>
[Collection(ReadsTheWholeProcess.Name)]
public sealed class MappingMeterTests : IDisposable
{
    private const int Length = 1 << 20;
    private const string CacheLine = "{granularity=cache_line,evidence=volatile}";

    private readonly TempPath _memory = TempPath.InMemory();
    private readonly TempPath _disk = TempPath.OnDisk().WithFile(3 * 4096);
    private readonly MeterRecording _meter = new();

    public void Dispose()
    {
        _meter.Dispose();
        _memory.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public void TwoGranularitiesAtOnce_AreCountedEachForItself()
    {
        using PersistentMapping first = OpenCacheLine();
        string page = "";
        using (PersistentMapping onDisk = PersistentMapping.Open(_disk.Path))
        {
            page = $"{{granularity=page,evidence={onDisk.Guarantee.Evidence.ToString().ToLowerInvariant()}}}";
        }

        (long Count, long Bytes) lines = Read(CacheLine);
        (long Count, long Bytes) pages = Read(page);
        using (PersistentMapping second = OpenCacheLine())
        using (PersistentMapping onDisk = PersistentMapping.Open(_disk.Path))
        {
            Assert.Equal(StoreGranularity.Page, onDisk.Granularity);
            Assert.Equal((lines.Count + 1, lines.Bytes + Length), Read(CacheLine));
            Assert.Equal((pages.Count + 1, pages.Bytes + 3 * 4096), Read(page));

            using PersistentMapping third = OpenCacheLine();
            Assert.Equal((lines.Count + 2, lines.Bytes + 2 * Length), Read(CacheLine));
        }

        Assert.Equal(lines, Read(CacheLine));
        Assert.Equal(pages, Read(page));
    }

    [Fact]
    public void PartOfAFile_CountsAsLongAsTheMapping()
    {
        (long Count, long Bytes) before = Read(CacheLine);
        using PersistentMapping map = OpenCacheLine();
        using PersistentMapping part = PersistentMapping.Open(_memory.Path, Options with { Mode = FileMode.Open, Offset = 4096, Length = 100 });

        Assert.Equal((before.Count + 2, before.Bytes + Length + 100), Read(CacheLine));
    }

    [Fact]
    public void AMappingThatGrows_CountsWhatItHasBecomeAndIsTakenAwayWhole()
    {
        (long Count, long Bytes) before = Read(CacheLine);
        using AddressRange range = AddressRange.Reserve(4 * Length);
        using (PersistentMapping map = range.Open(_memory.Path, 0, Options))
        {
            map.Grow(3 * Length);
            Assert.Equal((before.Count + 1, before.Bytes + 3 * Length), Read(CacheLine));
        }

        Assert.Equal(before, Read(CacheLine));
    }

    [Fact]
    public void DisposedTwice_IsTakenAwayOnce()
    {
        (long Count, long Bytes) before = Read(CacheLine);
        PersistentMapping map = OpenCacheLine();

        map.Dispose();
        map.Dispose();

        Assert.Equal(before, Read(CacheLine));
    }

    [Fact]
    public void PinnedPastDispose_IsCountedUntilTheLastPinIsGone()
    {
        (long Count, long Bytes) before = Read(CacheLine);
        PersistentMapping map = OpenCacheLine();
        Memory<byte> memory = map.AsMemory(0, 100);
        MemoryHandle first = memory.Pin();
        MemoryHandle second = memory.Pin();

        map.Dispose();
        first.Dispose();
        Assert.Equal((before.Count + 1, before.Bytes + Length), Read(CacheLine));

        second.Dispose();
        Assert.Equal(before, Read(CacheLine));
    }

    [Fact]
    public void MemoryThatTheKernelDoesNotTake_StaysCounted()
    {
        const string Page = "{granularity=page,evidence=volatile}";
        (long Count, long Bytes) before = Read(Page);
        PersistentMapping map = SimulatedMapping.Create(new RecordingWriteBack(), StoreGranularity.Page, released: () => throw new InvalidOperationException("A test's."));

        Assert.Throws<InvalidOperationException>(map.Dispose);
        map.Dispose();

        Assert.Equal((before.Count + 1, before.Bytes + map.Length), Read(Page));
    }

    [Fact]
    public void RefusedOpen_CountsNothing()
    {
        (long, long)[] before = [.. All()];

        Assert.Throws<DaxException>(() => PersistentMapping.Open(_disk.Path, new MappingOptions { RequiredGranularity = StoreGranularity.CacheLine }));
        Assert.Throws<DaxException>(() => PersistentMapping.Open(_memory.Path + "-none", Options with { Mode = FileMode.Open }));

        Assert.Equal(before, All());
    }

    [Fact]
    public void ManyThreadsThatOpenAndDispose_LeaveWhatIsOpen()
    {
        (long Count, long Bytes) before = Read(CacheLine);
        using PersistentMapping stays = OpenCacheLine();

        Parallel.For(0, 200, _ =>
        {
            PersistentMapping map = OpenCacheLine();
            Parallel.Invoke(map.Dispose, map.Dispose);
        });

        Assert.Equal((before.Count + 1, before.Bytes + Length), Read(CacheLine));
    }

    [Fact]
    public void ReaderOnAnotherThread_DoesNotWaitForWhoMakesTheInstruments() =>
        Assert.Equal("read\n", ProbeProcess.Run("read-while-published", _memory.Path).Output);

    [Fact]
    public void AddressesOfDisposedMappings_AreReserved()
    {
        PersistentMapping map = OpenCacheLine();
        long before = _meter.Read("daxnative.address_space.reserved");

        map.Dispose();

        long after = _meter.Read("daxnative.address_space.reserved");
        Assert.Equal(ReservedAddressSpace.Bytes, after);
        Assert.True(after >= before + Length, $"{before} and then {after}");
        GC.KeepAlive(map);
    }

    private static MappingOptions Options { get; } = TempPath.Volatile(Length) with { RequiredGranularity = StoreGranularity.CacheLine };

    private PersistentMapping OpenCacheLine() => PersistentMapping.Open(_memory.Path, Options);

    private (long Count, long Bytes) Read(string tags) => (_meter.Read("daxnative.mapping.count" + tags), _meter.Read("daxnative.mapping.size" + tags));

    private IEnumerable<(long, long)> All() =>
        from granularity in (string[])["byte", "cache_line", "page"]
        from evidence in (string[])["proven", "assumed", "forced", "volatile"]
        select Read($"{{granularity={granularity},evidence={evidence}}}");
}
