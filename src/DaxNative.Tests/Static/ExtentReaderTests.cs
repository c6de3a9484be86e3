using System.Runtime.InteropServices;
using Xunit;

namespace DaxNative.Tests;

public class ExtentReaderTests
{
    private const long Million = 1_000_000;

    [Fact]
    public void AMillionExtents_AreReadInBatchesAndAllOfThem()
    {
        FakeFiemap fiemap = FakeFiemap.Scattered(Million);
        long count = 0;
        foreach (FileExtent extent in ExtentReader.Read(fiemap, "file", 0, long.MaxValue))
        {
            Assert.Equal(count++ * 4096, extent.Offset);
        }

        Assert.Equal(Million, count);
        Assert.Equal((Million + ExtentReader.BatchSize - 1) / ExtentReader.BatchSize, fiemap.Requests);
    }

    [Fact]
    public void AMillionFlawedExtents_AreClassifiedInBoundedMemory()
    {
        Classify(FakeFiemap.Scattered(1000, Libc.FIEMAP_EXTENT_UNWRITTEN), 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        StaticFileReport report = Classify(FakeFiemap.Scattered(Million, Libc.FIEMAP_EXTENT_UNWRITTEN), Million);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((Million, Million), (report.ExtentCount, report.FlawCount));
        Assert.Equal(StaticFileReport.MaxListedFlaws, report.Flaws.Count);
        Assert.InRange(allocated, 0, 256 << 10);
    }

    [Fact]
    public void WhatIsInThePageCache_IsWrittenOutOnceBeforeTheFirstBatch()
    {
        FakeFiemap fiemap = FakeFiemap.Scattered(2000);
        Assert.Equal(2000, ExtentReader.Read(fiemap, "file", 0, long.MaxValue).Count());
        Assert.Equal([Libc.FIEMAP_FLAG_SYNC, 0, 0, 0], fiemap.Flags);
    }

    [Fact]
    public void AnAnswerThatDoesNotGoOn_IsAnErrorAndNotAnEndlessLoop()
    {
        Assert.Throws<DaxException>(() => ExtentReader.Read(new StuckFiemap(), "file", 0, long.MaxValue).Count());
    }

    [Fact]
    public void AFileSystemWithoutFiemap_IsNotSupported()
    {
        var fiemap = new FakeFiemap(0, _ => default) { Errno = Errno.EOPNOTSUPP };
        DaxException refusal = Assert.Throws<DaxException>(() => ExtentReader.Read(fiemap, "file", 0, long.MaxValue).Count());
        Assert.Equal((DaxError.NotSupported, Errno.EOPNOTSUPP, "file"), (refusal.Error, refusal.Errno, refusal.Path));
        Assert.NotEmpty(refusal.Remedy);
    }

    private static StaticFileReport Classify(FakeFiemap fiemap, long pages) =>
        new ExtentClassifier(pages * 4096, 4096, 0).Classify("file", ExtentReader.Read(fiemap, "file", 0, long.MaxValue));

    /// <summary>Gives the same extent whatever is asked for.</summary>
    private sealed class StuckFiemap : IFiemap
    {
        public int Ask(Span<byte> request)
        {
            MemoryMarshal.AsRef<Fiemap>(request).fm_mapped_extents = 1;
            MemoryMarshal.Cast<byte, Fiemap_Extent>(request[32..])[0].fe_length = 4096;
            return 0;
        }
    }
}
