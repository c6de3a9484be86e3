using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class FileCrashExplorerTests
{
    [Fact]
    public void AMissingFlush_IsFound_AndNoneWhereItIs()
    {
        Assert.Equal(0, FileCommits.Explore(FileCommits.Sound).FailedImages);
        Assert.NotEqual(0, FileCommits.Explore(FileCommits.WithoutFlush).FailedImages);
    }

    [Fact]
    public void EveryImageOfASmallRun_IsExploredOnce()
    {
        FileCrashReport report = FileCommits.Explore(FileCommits.Sound);
        Assert.True(report.IsExhaustive);

        // Before the operation; before the flush, three sectors each old or new; then with the name; and once it is completed.
        Assert.Equal((1 + 8 + 1 + 1, 11), (report.Levels[0].Distinct, report.ImagesRun));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TheResult_DoesNotDependOnTheNumberOfWorkers(int workers)
    {
        FileCrashReport one = FileCommits.Explore(FileLogScenarios.Of("appends", FileLogFault.RecordNotFlushed), new ExplorerOptions { Workers = 1, MaxImages = 600, RecoveryDepth = 1 });
        FileCrashReport some = FileCommits.Explore(FileLogScenarios.Of("appends", FileLogFault.RecordNotFlushed), new ExplorerOptions { Workers = workers, MaxImages = 600, RecoveryDepth = 1 });
        Assert.Equal(Of(one), Of(some));

        static (ulong, long, long, long, string) Of(FileCrashReport report) =>
            (report.Fingerprint, report.DistinctImages, report.ImagesRun, report.FailedImages, string.Join(' ', report.Failures.Select(failure => failure.ToString())));
    }

    [Fact]
    public void AnotherSeed_TakesOtherSamples()
    {
        Assert.Equal(Explore(1).DistinctImages, Explore(1).DistinctImages);
        Assert.Contains(Enumerable.Range(2, 5), seed => Explore((ulong)seed).DistinctImages != Explore(1).DistinctImages);

        static FileCrashReport Explore(ulong seed) =>
            FileCommits.Explore(FileLogScenarios.Of("a large record"), new ExplorerOptions { Workers = 1, Seed = seed, MaxImages = 1000, RecoveryDepth = 0 });
    }

    [Fact]
    public void TheBudget_IsKept_AndTheReportSaysThatNotAllWasSeen()
    {
        FileCrashReport report = FileCommits.Explore(FileLogScenarios.Of("a large record"), new ExplorerOptions { Workers = 1, MaxImages = 500 });
        Assert.False(report.IsExhaustive);
        Assert.InRange(report.Levels.Sum(level => level.Built), 100, 500);
    }

    [Fact]
    public void StopAtFirstFailure_EndsThere() => Assert.Equal(
        1, FileCommits.Explore(FileCommits.WithoutFlush, new ExplorerOptions { Workers = 2, StopAtFirstFailure = true }).FailedImages);

    [Fact]
    public void ARecovery_IsCrashedToo()
    {
        FileCrashReport report = FileCommits.Explore(FileLogScenarios.Of("appends"), new ExplorerOptions { Workers = 1, MaxImages = 2000 });
        Assert.All(report.Levels, level => Assert.NotEqual(0, level.Run));
    }

    [Fact]
    public void AScenario_RefusesWhatCannotBe()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FileCommits.Explore(FileCommits.Sound with { SectorSize = 100 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileCommits.Explore(FileCommits.Sound with { SectorSize = 8192 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileCommits.Explore(FileCommits.Sound with { Rules = (FileSystemRules)7 }));
        Assert.Throws<ArgumentNullException>(() => FileCommits.Explore(FileCommits.Sound with { Run = null! }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FileCommits.Explore(FileCommits.Sound with { Run = run => run.Complete(run.Operation("done", () => { })) }));
        Assert.Throws<ArgumentException>(() => FileCommits.Explore(FileCommits.Sound with { Run = run => run.Begin("") }));
        Assert.Throws<ArgumentException>(() => FileCommits.Explore(FileCommits.Sound with { FailedFlushes = [2] }));
        Assert.Equal(2, FileCommits.Explore(FileCommits.Sound).Flushes);
    }

    [Fact]
    public void ACancellation_EndsIt()
    {
        using var cancellation = new CancellationTokenSource();
        FileCrashScenario scenario = FileCommits.Sound with
        {
            Subject = FileCrashSubject.Of(files => files, (_, _) => cancellation.Cancel()),
        };
        Assert.Throws<OperationCanceledException>(() => FileCrashExplorer.Explore(scenario, new ExplorerOptions { Workers = 1 }, cancellation.Token));
    }

    [Fact]
    public void AnException_OfTheRun_ReachesTheCaller() =>
        Assert.Throws<InvalidOperationException>(() => FileCommits.Explore(FileCommits.Sound with { Run = _ => throw new InvalidOperationException() }));
}
