using System.Globalization;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A page that the kernel holds to be bad: found, read around, and repaired.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class BadBlocksKernelTests
{
    private const int Page = 4096;
    private const int Length = 16 * Page;
    private const int BadAt = 5 * Page;

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmExt4)]
    [InlineData(TestDevices.NvdimmXfs)]
    [InlineData(TestDevices.E820Ext4)]
    public void ABadPage_IsFoundReadAroundAndRepaired(string mount)
    {
        using TestFile file = TestFile.Written(mount, Length);
        using var meter = new MeterRecording();
        File.WriteAllBytes(file.Path, [.. Enumerable.Range(0, Length).Select(index => (byte)(1 + index / Page))]);
        GuestCommand.Run($"sync {file.Path}");
        Assert.Empty(BadBlocks.OfFile(file.Path).Ranges!);
        string device = GuestCommand.Run($"findmnt -no SOURCE -T {file.Path}");
        long physical = Inject(file.Path, device, BadAt);

        Assert.Equal([new BadBlockRange(BadAt, Page)], BadBlocks.OfFile(file.Path).Ranges);
        Assert.Contains(new BadBlockRange(physical, Page), BadBlocks.OfDevice(device).Ranges!);

        byte[] copy = new byte[Length];
        DaxException failure = Assert.Throws<DaxException>(() => SafeReader.CopyFile(file.Path, 0, copy));
        Assert.Equal((DaxError.Unreadable, BadAt), (failure.Error, failure.Offset));
        AssertReadAround(SafeReader.TryCopyFile(file.Path, 0, copy), copy);
        using (PersistentMapping map = PersistentMapping.Open(file.Path))
        {
            failure = Assert.Throws<DaxException>(() => SafeReader.Copy(map.AsReadOnlySpan(0, Length), copy));
            Assert.Equal((DaxError.Unreadable, BadAt), (failure.Error, failure.Offset));
            AssertReadAround(SafeReader.TryCopy(map.AsReadOnlySpan(0, Length), copy), copy);
        }

        BadBlockRepair repair = BadBlocks.Repair(file.Path, BadBlocks.OfFile(file.Path).Ranges![0]);
        Assert.Equal((new BadBlockRange(BadAt, Page), true), (repair.Lost, repair.IsConfirmedByKernel));
        Assert.Empty(BadBlocks.OfFile(file.Path).Ranges!);
        SafeReader.CopyFile(file.Path, 0, copy);
        Assert.Equal([.. Enumerable.Range(0, Length).Select(index => index / Page == 5 ? 0 : 1 + index / Page)], copy.Select(value => (int)value));
        using PersistentMapping repaired = PersistentMapping.Open(file.Path);
        Assert.Equal(0, repaired.AsSpan(BadAt, 1)[0]);

        // In the file, on the device, which may have more, and in the file again; a repair's own look at the list is nobody's query.
        string[] found = [.. meter.Events.Where(told => told.StartsWith("daxnative.bad_blocks.found", StringComparison.Ordinal))];
        Assert.Equal((3, $"daxnative.bad_blocks.found+{Page}", $"daxnative.bad_blocks.found+{Page}"), (found.Length, found[0], found[^1]));
        Assert.Contains("daxnative.bad_blocks.repairs{outcome=ok}", meter.Events);
    }

    [SkippableFact]
    public void AFileOnAnOrdinaryDisk_HasNoKnownOrAnEmptyList()
    {
        using TestFile file = TestFile.Written(TestDevices.PlainExt4, Page);
        BadBlockReport report = BadBlocks.OfFile(file.Path);
        Assert.True(report.IsAvailable ? report.Ranges.Count == 0 : report.UnavailableBecause.Length > 0);
    }

    [SkippableTheory]
    [InlineData(TestDevices.NvdimmDevice2M, true)]
    [InlineData(TestDevices.E820Device, true)]
    [InlineData(TestDevices.HmemDevice, false)]
    public void ADaxDevice_HasTheListOfItsRegion(string name, bool isAvailable)
    {
        BadBlockReport report = BadBlocks.OfDevice(TestDevices.Get(name));
        Assert.True(report.IsAvailable == isAvailable, report.UnavailableBecause);
    }

    private static long Inject(string path, string device, long offset)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path);
        FileExtent extent = ExtentReader.Read(handle, path).First(extent => extent.End > offset);
        long physical = extent.PhysicalOffset + offset - extent.Offset;
        GuestCommand.Run(string.Create(CultureInfo.InvariantCulture, $"echo '{physical / 512} 8' >/sys/block/{Path.GetFileName(device)}/badblocks"));
        return physical;
    }

    private static void AssertReadAround(SafeCopyReport report, byte[] copy)
    {
        UnreadableRange bad = Assert.Single(report.Unreadable);
        Assert.Equal((BadAt, Page), (bad.Offset, bad.Length));
        Assert.Equal(Length - Page, report.BytesRead);
        Assert.Equal([.. Enumerable.Range(0, Length).Select(index => index / Page == 5 ? 0 : 1 + index / Page)], copy.Select(value => (int)value));
    }
}
