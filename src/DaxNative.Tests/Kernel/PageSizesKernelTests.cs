using Xunit;

namespace DaxNative.Tests;

/// <summary>Which page sizes the hardware uses, on the kernel that can be asked (6.7) and on the one that cannot.</summary>
[Trait("Category", "Kernel")]
public class PageSizesKernelTests
{
    private const long TwoMiB = 2 << 20;
    private const long OneGiB = 1 << 30;

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    public void DaxFileOnAStrideOfTwoMebibytes_HasEntriesOfTwoMebibytesWhereTouched(string mount)
    {
        RequireScan();
        using var file = TestFile.Written(mount, (int)(8 * TwoMiB));
        using PersistentMapping map = PersistentMapping.Open(file.Path);
        map.AsSpan(0, 1)[0]++;
        map.AsSpan(5 * TwoMiB, 1)[0]++;

        Assert.Equal(
            [(0, TwoMiB, PageEntrySize.Page2MiB), (TwoMiB, 4 * TwoMiB, PageEntrySize.NotMapped), (5 * TwoMiB, TwoMiB, PageEntrySize.Page2MiB), (6 * TwoMiB, 2 * TwoMiB, PageEntrySize.NotMapped)],
            Runs(map));
    }

    [SkippableFact]
    public void DaxFileWithoutHugePages_HasEntriesOfFourKibibytes()
    {
        RequireScan();
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { HugePages = false, Prefault = true });

        Assert.Equal([(0, map.Length, PageEntrySize.Page4KiB)], Runs(map));
    }

    [SkippableFact]
    public void FragmentedFile_HasEntriesOfFourKibibytesWhereItIsFragmented()
    {
        RequireScan();
        using var file = TestFile.Named(TestDevices.NvdimmExt4);
        using var other = TestFile.Named(TestDevices.NvdimmExt4);
        byte[] page = new byte[4096];
        using (FileStream stream = File.OpenWrite(file.Path))
        using (FileStream between = File.OpenWrite(other.Path))
        {
            for (int i = 0; i < 512; i++)
            {
                stream.Write(page);
                stream.Flush(flushToDisk: true);
                between.Write(page);
                between.Flush(flushToDisk: true);
            }
        }

        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { Prefault = true });
        Assert.Equal([(0, TwoMiB, PageEntrySize.Page4KiB)], Runs(map));
    }

    // More regions than one call of the kernel gives back.
    [SkippableFact]
    public void EverySecondPageTouched_GivesARunForEach()
    {
        RequireScan();
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { HugePages = false });
        for (long at = 0; at < map.Length; at += 8192)
        {
            map.AsSpan(at, 1)[0]++;
        }

        (long, long, PageEntrySize)[] runs = Runs(map);
        Assert.True(runs.Length > 3 * PagemapScanReader.BatchLength);
        Assert.Equal(
            Enumerable.Range(0, runs.Length).Select(i => (i * 4096L, 4096L, i % 2 == 0 ? PageEntrySize.Page4KiB : PageEntrySize.NotMapped)),
            runs);
    }

    [SkippableFact]
    public void ReadOfAHole_ShowsTheZeroPageAndNotTheDevices()
    {
        RequireScan();
        using var file = TestFile.Named(TestDevices.NvdimmExt4);
        using PersistentMapping map = PersistentMapping.Open(file.Path, Sparse(4 * TwoMiB));
        Assert.Equal(0, map.AsReadOnlySpan(0, 1)[0]);
        using var small = TestFile.Named(TestDevices.NvdimmExt4);
        using PersistentMapping smallMap = PersistentMapping.Open(small.Path, Sparse(4 * TwoMiB) with { HugePages = false });
        Assert.Equal(0, smallMap.AsReadOnlySpan(0, 1)[0]);

        Assert.Equal([(0, TwoMiB, PageEntrySize.HugeZeroPage), (TwoMiB, 3 * TwoMiB, PageEntrySize.NotMapped)], Runs(map));
        Assert.Equal([(0, 4096, PageEntrySize.ZeroPage), (4096, 4 * TwoMiB - 4096, PageEntrySize.NotMapped)], Runs(smallMap));
    }

    [SkippableTheory]
    [InlineData("never", PageEntrySize.Page4KiB)]
    [InlineData("always", PageEntrySize.Page2MiB)]
    public void Tmpfs_HasEntriesOfWhatItsMountAllows(string huge, PageEntrySize expected)
    {
        RequireScan();
        using var stack = new BlockStackMount();
        stack.With($"mkdir {stack.Folder}; mount -t tmpfs -o huge={huge} none {stack.Folder}", $"umount {stack.Folder}");
        using PersistentMapping map = PersistentMapping.Open(
            Path.Combine(stack.Folder, "file"), new MappingOptions { Mode = FileMode.CreateNew, Length = 4 * TwoMiB, AllowVolatile = true, Prefault = true });

        Assert.Equal([(0, map.Length, expected)], Runs(map));
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice4K, PageEntrySize.Page4KiB)]
    [InlineData(TestDevices.NvdimmDevice2M, PageEntrySize.Page2MiB)]
    public void Device_HasEntriesOfItsAlignWhereTouched(string device, PageEntrySize expected)
    {
        RequireScan();
        long align = TestDevices.AlignOf(device);
        using PersistentMapping map = PersistentMapping.Open(TestDevices.Get(device), new MappingOptions { Length = 4 * TwoMiB });
        map.AsSpan(2 * align, 1)[0]++;

        Assert.Equal(
            [(0, 2 * align, PageEntrySize.NotMapped), (2 * align, align, expected), (3 * align, map.Length - 3 * align, PageEntrySize.NotMapped)],
            Runs(map));
    }

    [SkippableFact]
    public void DeviceOfOneGibibyte_IsAnsweredByItsAlignAndKeepsItsEntry()
    {
        using PersistentMapping map = PersistentMapping.Open(TestDevices.Get(TestDevices.NvdimmDevice1G), new MappingOptions { Length = OneGiB });
        map.AsSpan(0, 1)[0]++;

        // The thread's faults are also those of its code and its stack. A look that drops the entry does so every time: one store of eight
        // without a fault shows that it stayed.
        PageRun[] runs = [];
        var touches = new List<PageFaultCount>();
        for (int look = 0; look < 8; look++)
        {
            runs = [.. PageSizes.Of(map.Address, map.Length)];
            PageFaultCount before = PageFaultCount.OfCurrentThread();
            map.AsSpan(0, 1)[0]++;
            touches.Add(PageFaultCount.OfCurrentThread() - before);
        }

        Assert.Equal([new PageRun(map.Address, OneGiB, PageEntrySize.Page1GiB) { IsPresenceKnown = false }], runs);
        Assert.Contains(touches, touch => touch is { Minor: 0, Major: 0 });
    }

    [SkippableFact]
    public void KernelWithoutTheScan_SaysUnknownOfAFileAndOnlyTheAlignOfADevice()
    {
        Skip.If(HasScan(), "This kernel has PAGEMAP_SCAN: tools/test.sh runs this on 6.1.");
        using var file = TestFile.Written(TestDevices.NvdimmExt4);
        using PersistentMapping map = PersistentMapping.Open(file.Path, new MappingOptions { Prefault = true });
        using PersistentMapping device = PersistentMapping.Open(TestDevices.Get(TestDevices.NvdimmDevice2M), new MappingOptions { Prefault = true, Length = 4 * TwoMiB });

        Assert.Equal([new PageRun(map.Address, map.Length, PageEntrySize.Unknown) { IsPresenceKnown = false }], PageSizes.Of(map.Address, map.Length));
        Assert.Equal([new PageRun(device.Address, device.Length, PageEntrySize.Page2MiB) { IsPresenceKnown = false }], PageSizes.Of(device.Address, device.Length));
    }

    [SkippableFact]
    public void WithoutHugePages_ADeviceOfALargerAlignIsRefused()
    {
        var options = new MappingOptions { HugePages = false };
        DaxException refusal = Assert.Throws<DaxException>(() => PersistentMapping.Open(TestDevices.Get(TestDevices.NvdimmDevice2M), options));
        Assert.Equal((DaxError.NotSupported, true), (refusal.Error, refusal.IsPredicted));
        Assert.NotEmpty(refusal.Remedy);
    }

    private static MappingOptions Sparse(long length) => new() { Mode = FileMode.CreateNew, Length = length, Allocation = FileAllocation.Sparse };

    private static (long Offset, long Length, PageEntrySize Kind)[] Runs(PersistentMapping map)
    {
        PageRun[] runs = [.. PageSizes.Of(map.Address, map.Length)];
        Assert.All(runs, run => Assert.True(run.IsPresenceKnown));
        return [.. runs.Select(run => ((long)(run.Address - map.Address), run.Length, run.Kind))];
    }

    private static bool HasScan() => TestDevices.Get("KERNEL") != "6.1";

    private static void RequireScan() => Skip.IfNot(HasScan(), "This kernel has no PAGEMAP_SCAN (6.7): tools/test.sh runs this on 6.12.");
}
