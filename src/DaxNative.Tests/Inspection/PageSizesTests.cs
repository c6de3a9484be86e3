using Xunit;

namespace DaxNative.Tests;

public class PageSizesTests
{
    private const long Page = 4096;

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Of_RefusesAnEmptyRange(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PageSizes.Of(4096, length));

    [Fact]
    public void Of_NamesTheHole()
    {
        using TempPath temp = TempPath.OnDisk().WithFile((int)(3 * Page));
        using var foreign = ForeignMapping.WithHole(temp.Path);

        DaxException refusal = Assert.Throws<DaxException>(() => PageSizes.Of(foreign.Address, 3 * Page));

        Assert.Equal((DaxError.OutOfRange, Page), (refusal.Error, refusal.Length));
    }

    [Fact]
    public void Of_CoversTheRangeWithoutAGapAndWithoutNeighboursOfOneKind()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(100 * (int)Page);
        using PersistentMapping map = PersistentMapping.Open(temp.Path);
        for (long page = 0; page < 100; page += 7)
        {
            map.AsSpan(page * Page, 1)[0]++;
        }

        PageRun[] runs = [.. PageSizes.Of(map.Address + 100, 90 * Page)];

        Assert.Equal(map.Address + 100, runs[0].Address);
        Assert.Equal(90 * Page, runs.Sum(run => run.Length));
        Assert.All(runs.Zip(runs.Skip(1)), pair =>
        {
            Assert.Equal(pair.First.Address + pair.First.Length, pair.Second.Address);
            Assert.NotEqual((pair.First.Kind, pair.First.IsPresenceKnown), (pair.Second.Kind, pair.Second.IsPresenceKnown));
        });
    }

    [Fact]
    public void Summarize_AddsUpEachKind()
    {
        PageSizeSummary summary = new PageRun[]
        {
            new(0, 2 << 20, PageEntrySize.Page2MiB),
            new(2 << 20, 4096, PageEntrySize.Page4KiB),
            new((2 << 20) + 4096, 2 << 20, PageEntrySize.Page2MiB) { IsPresenceKnown = false },
        }.Summarize();

        Assert.Equal((4 << 20, 4096, 0), (summary[PageEntrySize.Page2MiB], summary[PageEntrySize.Page4KiB], summary[PageEntrySize.NotMapped]));
        Assert.Equal(((4 << 20) + 4096, 2 << 20), (summary.Length, summary.UnseenLength));
        Assert.Equal("Page4KiB 4096 bytes, Page2MiB 4 MiB", summary.ToString());
    }

    [Theory]
    [InlineData(4096, PageEntrySize.Page4KiB, true)]
    [InlineData(2 << 20, PageEntrySize.Page2MiB, true)]
    [InlineData(1 << 30, PageEntrySize.Page1GiB, false)]
    public void APart_OfOneGibibyteEntriesIsNeverWalked(long granule, PageEntrySize expected, bool mayWalk)
    {
        // No file system has this inode: the node of a device that is gone, which only the kernel's granule describes.
        var vma = new Vma { Start = 0, End = 1 << 30, Inode = ulong.MaxValue, Name = "/gone", Granule = granule };

        var part = WalkablePart.Of(LinuxRoot.Running, vma, 0, 1 << 30);

        Assert.Equal(mayWalk, part.MayWalk);
        Assert.Equal(expected, granule == 4096 ? PageEntrySize.Page4KiB : part.Huge);
    }

    [Theory]
    [InlineData(4096, null, PageEntrySize.Page4KiB, PageEntrySize.Page2MiB)]
    [InlineData(16384, null, PageEntrySize.Unknown, PageEntrySize.Unknown)]
    [InlineData(65536, null, PageEntrySize.Unknown, PageEntrySize.Unknown)]
    [InlineData(65536, 65536L, PageEntrySize.Unknown, PageEntrySize.Unknown)]
    [InlineData(65536, 2L << 20, PageEntrySize.Unknown, PageEntrySize.Page2MiB)]
    [InlineData(65536, 512L << 20, PageEntrySize.Unknown, PageEntrySize.Unknown)]
    public void APart_OnAKernelWithOtherPages_SaysNothingThatHoldsFor4KiBOnly(long page, long? granule, PageEntrySize small, PageEntrySize huge)
    {
        var anonymous = new Vma { Start = 0, End = 1 << 30, Granule = granule };

        var part = WalkablePart.Of(LinuxRoot.Running, anonymous, 0, 1 << 30, page);

        Assert.Equal((small, huge, true), (part.Small, part.Huge, part.MayWalk));
    }

    [SkippableFact]
    public unsafe void AnEntryOfOnePage_IsWhatThePartSays()
    {
        byte[] touched = new byte[1 << 20];
        touched.AsSpan().Fill(1);
        fixed (byte* start = touched)
        {
            nuint from = ((nuint)start + (nuint)Page - 1) & ~((nuint)Page - 1);
            var part = new WalkablePart(from, from + (nuint)Page, MayWalk: true, PageEntrySize.Unknown, PageEntrySize.Unknown, PageEntrySize.NotMapped);

            PageRun run = Assert.Single(PageWalk.Runs(LinuxRoot.Running, part));

            Skip.IfNot(run.IsPresenceKnown, "The kernel does not know PAGEMAP_SCAN; boot Linux 6.7 or later.");
            Assert.Equal((PageEntrySize.Unknown, Page), (run.Kind, run.Length));
        }
    }

    [Fact]
    public void APart_ThatNothingDescribesIsUnknownAndNotWalked()
    {
        var vma = new Vma { Start = 0, End = 1 << 30, Inode = ulong.MaxValue, Name = "/gone" };

        PageRun run = Assert.Single(PageWalk.Runs(LinuxRoot.Running, WalkablePart.Of(LinuxRoot.Running, vma, 0, 1 << 30)));

        Assert.Equal((PageEntrySize.Unknown, 1L << 30, false), (run.Kind, run.Length, run.IsPresenceKnown));
    }
}
