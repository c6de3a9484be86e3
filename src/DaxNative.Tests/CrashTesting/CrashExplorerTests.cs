using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class CrashExplorerTests
{
    [Fact]
    public void Explore_LetsASoundStructurePass()
    {
        CrashReport report = Commits.Explore(Commits.Sound);
        report.ThrowIfFailed();
        Assert.True(report.IsExhaustive);
        Assert.Equal(5, report.DistinctImages);
    }

    [Fact]
    public void Explore_FindsAStoreThatWasNeverFlushed() => Assert.NotEqual(0, Commits.Explore(Commits.WithoutFlush).FailedImages);

    [Fact]
    public void Explore_FindsAMissingDrain() => Assert.NotEqual(0, Commits.Explore(Commits.WithoutDrainBetween).FailedImages);

    [Fact]
    public void Explore_FindsAnAcknowledgementBeforeTheDrain() => Assert.NotEqual(0, Commits.Explore(Commits.Of(map =>
    {
        map.StoreAtomic(64, 7);
        map.StoreAtomic(0, 1, StoreOptions.NoDrain);
    })).FailedImages);

    [Fact]
    public void Explore_FindsADrainOnTheWrongThread() => Assert.NotEqual(0, Commits.Explore(Commits.Of(map =>
    {
        map.StoreAtomic(64, 7, StoreOptions.NoDrain);
        ImagesLeft.OnAnotherThread(map.Drain);
        map.StoreAtomic(0, 1);
    })).FailedImages);

    [Fact]
    public void Explore_StartsFromWhatWasPrepared_AndTakesItForDurable()
    {
        CrashScenario scenario = Commits.Sound with { Prepare = map => map.Ref<long>(128) = 5 };
        Commits.Explore(scenario with { Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(128) == 5)) }).ThrowIfFailed();
    }

    [Fact]
    public void Explore_PutsTheMemoryBackAfterEveryCheck()
    {
        CrashScenario scenario = Commits.Sound with
        {
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
            {
                crash.Require(memory.ReadOnlyRef<long>(512) == 0);
                memory.AsSpan(0, Commits.Length).Fill(0xFF);
                memory.Persist(0, Commits.Length);
            }),
        };
        Commits.Explore(scenario).ThrowIfFailed();
    }

    [Fact]
    public void Explore_SaysWhenItCouldNotLookAtAllImages()
    {
        CrashReport report = Commits.Explore(ManyLines(), new ExplorerOptions { Workers = 1, MaxImages = 500 });
        Assert.False(report.IsExhaustive);
        Assert.False(report.Levels[0].IsExhaustive);
        Assert.True(report.Levels[0].Possible >= 1 << 15);
        Assert.InRange(report.Levels.Sum(level => level.Built), 1, 500);
        Assert.Contains("not exhaustive", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_FindsInASampleALineThatIsLateAlone()
    {
        CrashScenario scenario = ManyLines() with
        {
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
            {
                // Fails for one of 32,768 images only.
                bool isOneLate = Enumerable.Range(0, 15).All(line => memory.ReadOnlyRef<long>(line * 64) == (line == 9 ? 0 : 1));
                crash.Require(!isOneLate);
            }),
        };
        Assert.NotEqual(0, Commits.Explore(scenario, new ExplorerOptions { Workers = 1, MaxImages = 500 }).FailedImages);
    }

    [Fact]
    public void Explore_RunsNoImageTwice()
    {
        int runs = 0;
        CrashScenario scenario = Commits.Sound with { Subject = CrashSubject.Of(memory => memory, (_, crash) => crash.Require(++runs > 0)) };
        CrashReport report = Commits.Explore(scenario, new ExplorerOptions { Workers = 1, ComparesRecoveries = false });
        Assert.Equal(report.ImagesRun, runs);
        Assert.Equal(report.DistinctImages, runs);
        Assert.True(report.Levels.Sum(level => level.Built) > runs);
    }

    [Fact]
    public void Explore_PassesOnWhatTheRunThrows() =>
        Assert.Throws<InvalidDataException>(() => Commits.Explore(Commits.Of(_ => throw new InvalidDataException())));

    [Fact]
    public void Explore_StopsWhenItIsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        CrashScenario scenario = ManyLines() with { Subject = CrashSubject.Of(memory => memory, (_, _) => cancellation.Cancel()) };
        Assert.ThrowsAny<OperationCanceledException>(() => CrashExplorer.Explore(scenario, cancellation: cancellation.Token));
    }

    [Fact]
    public void Explore_ReportsProgressToItsEnd()
    {
        var progress = new List<ExplorationProgress>();
        CrashReport report = Commits.Explore(ManyLines(), new ExplorerOptions { Workers = 1, MaxImages = 5000, Progress = new Seen(progress) });
        Assert.Equal(1, progress[^1].Done);
        Assert.Equal(report.ImagesRun, progress[^1].ImagesRun);
    }

    [Theory]
    [InlineData(0, StoreGranularity.CacheLine)]
    [InlineData(100, StoreGranularity.CacheLine)]
    [InlineData(1024, StoreGranularity.Page)]
    [InlineData(1024, (StoreGranularity)9)]
    public void Explore_RefusesMemoryThatCannotBe(int length, StoreGranularity granularity) => Assert.Throws<ArgumentOutOfRangeException>(
        () => CrashExplorer.Explore(Commits.Sound with { Length = length, Granularity = granularity }));

    [Fact]
    public void Explore_RefusesADepthThatItCannotDo() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CrashExplorer.Explore(Commits.Sound, new ExplorerOptions { RecoveryDepth = 3 }));

    [Fact]
    public void Explore_AllocatesNothingForAnImage()
    {
        // What the explorer's own thread has allocated by the last check.
        long before = 0;
        long last = 0;
        CrashScenario scenario = ManyLines() with
        {
            Subject = CrashSubject.Of(memory => memory, (_, crash) =>
            {
                crash.Require(crash.StartedCount >= 0);
                last = GC.GetAllocatedBytesForCurrentThread();
                before = before == 0 ? last : before;
            }),
        };
        var options = new ExplorerOptions { Workers = 1, MaxImages = 40_000, RecoveryDepth = 0, KeepsSources = false };
        CrashExplorer.Explore(scenario, options with { MaxImages = 1000 });
        (before, last) = (0, 0);
        CrashReport report = CrashExplorer.Explore(scenario, options);
        long explored = last - before;
        Assert.InRange((explored - SetOfImages(report.ImagesRun)) / report.ImagesRun, -16, 8);
    }

    // What an image leaves is its hash in the set of those seen, which doubles as it grows.
    private static long SetOfImages(long count)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var visited = new VisitedImages();
        for (ulong i = 0; i < (ulong)count; i++)
        {
            visited.Add(ImageHash.Mix(i + 1), 0);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // 15 lines that may come in any order.
    private static CrashScenario ManyLines() => Commits.Of(map =>
    {
        for (int line = 0; line < 15; line++)
        {
            map.StoreAtomic(line * 64, 1, StoreOptions.NoDrain);
        }

        map.Drain();
    }) with
    {
        Subject = CrashSubject.Of(memory => memory, (_, _) => { }),
    };

    private sealed class Seen(List<ExplorationProgress> progress) : IProgress<ExplorationProgress>
    {
        public void Report(ExplorationProgress value) => progress.Add(value);
    }
}
