using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What an image costs, counted in lines that are compared or copied: as much in a long memory as in a short one.</summary>
public class ImageCostTests
{
    [Fact]
    public void AnImageOfALongMemory_CostsNoMoreLines_ThanThatOfAShortOne()
    {
        (CrashReport shortReport, double inShort) = LinesOfAnImage(Counting(4096));
        (CrashReport longReport, double inLong) = LinesOfAnImage(Counting(64 << 20));
        Assert.Equal(shortReport.ImagesRun, longReport.ImagesRun);
        Assert.Equal(shortReport.Levels.Sum(level => level.Built), longReport.Levels.Sum(level => level.Built));
        Assert.Equal(inShort, inLong);
        Assert.InRange(inShort, 1, 100);
    }

    [Fact]
    public void AnImageOfALongRun_CostsNoMoreLines_ThanThatOfAShortOne()
    {
        (_, double ofFew) = LinesOfAnImage(Counting(4096, operations: 10));
        (_, double ofMany) = LinesOfAnImage(Counting(4096, operations: 1000));
        Assert.InRange(ofMany, 0, ofFew * 1.2);
    }

    [Fact]
    public void ALongMemoryThatIsFilledBeforehand_CostsNoMoreLinesEither()
    {
        (_, double empty) = LinesOfAnImage(Counting(1 << 20));
        (CrashReport report, double filled) = LinesOfAnImage(Counting(1 << 20) with { Prepare = map => map.AsSpan(4096, (1 << 20) - 8192).Fill(7) });
        Assert.Equal(empty, filled);
        report.ThrowIfFailed();
    }

    private static (CrashReport Report, double Lines) LinesOfAnImage(CrashScenario scenario)
    {
        var options = new ExplorerOptions { Workers = 1, KeepsSources = false };
        CrashReport report = CrashExplorer.Explore(RecordedRun.Record(scenario, options), options, out Exploration exploration, CancellationToken.None);
        report.ThrowIfFailed();
        return (report, (double)exploration.LinesLooked / report.ImagesRun);
    }

    // A count at the beginning, the values at the end; the recovery stores through a reference.
    private static CrashScenario Counting(int length, int operations = 10) => new()
    {
        Length = length,
        Run = run =>
        {
            for (int i = 1; i <= operations; i++)
            {
                run.Operation("count", () =>
                {
                    run.Memory.Ref<long>(length - 64) = i;
                    run.Memory.Persist(length - 64, 8);
                    run.Memory.StoreAtomic(0, i);
                });
            }
        },
        Subject = CrashSubject.Of(
            memory =>
            {
                memory.Ref<long>(memory.Length - 128) = memory.ReadOnlyRef<long>(0);
                memory.Persist(memory.Length - 128, 8);
                return memory;
            },
            (memory, crash) =>
            {
                crash.Require(memory.ReadOnlyRef<long>(0) >= crash.CompletedCount);
                crash.Require(memory.ReadOnlyRef<long>(memory.Length - 64) >= memory.ReadOnlyRef<long>(0));
                crash.Require(memory.ReadOnlyRef<long>(memory.Length - 128) == memory.ReadOnlyRef<long>(0));
            }),
    };
}
