using Xunit;

namespace DaxNative.Tests;

/// <summary>What queries for bad media found, and the repairs. With real bad blocks: <see cref="BadBlocksKernelTests"/>.</summary>
public sealed class BadBlockMeterTests : IDisposable
{
    private readonly TempPath _disk = TempPath.OnDisk().WithFile(3 * 4096, value: 7);
    private readonly MeterRecording _meter = new();

    public void Dispose()
    {
        _meter.Dispose();
        _disk.Dispose();
    }

    [Fact]
    public void EachAnswer_CountsTheBytesThatItNames()
    {
        var answer = new BadBlockReport { Path = "/dev/pmem0", Ranges = [new(0, 512), new(8192, 4096)], IsComplete = true };

        Assert.Same(answer, BadBlocks.Counted(answer));
        BadBlocks.Counted(answer);

        Assert.Equal(["daxnative.bad_blocks.found+4608", "daxnative.bad_blocks.found+4608"], _meter.Events);
    }

    [Fact]
    public void AnswerThatNamesNone_CountsNothing()
    {
        BadBlocks.Counted(new BadBlockReport { Path = "/dev/pmem0", Ranges = [], IsComplete = true });
        BadBlocks.Counted(BadBlockReport.Unavailable("/dev/pmem0", "of a test"));
        _ = BadBlocks.OfFile(_disk.Path);

        Assert.Empty(_meter.Events);
    }

    [Fact]
    public void Repairs_AreCountedByOutcome()
    {
        BadBlockRepair repair = BadBlocks.Repair(_disk.Path, new BadBlockRange(5000, 10));
        Assert.Equal(new BadBlockRange(4096, 4096), repair.Lost);
        Assert.Throws<DaxException>(() => BadBlocks.Repair(_disk.Path + "-none", new BadBlockRange(0, 10)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BadBlocks.Repair(_disk.Path, new BadBlockRange(0, 0)));

        Assert.Equal(["daxnative.bad_blocks.repairs{outcome=ok}", "daxnative.bad_blocks.repairs{outcome=failed}"], _meter.Events);
    }
}
