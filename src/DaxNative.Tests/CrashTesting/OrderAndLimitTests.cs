using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Which images come first, and how an exploration ends before all are done.</summary>
public class OrderAndLimitTests
{
    private const int Words = 6;

    [Fact]
    public void TheTellingImagesOfEveryMoment_ComeBeforeAllOthers()
    {
        var met = new List<int>();
        CrashReport report = Commits.Explore(Lines(memory => met.Add(Image(memory))), new ExplorerOptions { Workers = 1, RecoveryDepth = 0, ComparesRecoveries = false });
        report.ThrowIfFailed();
        Assert.True(report.IsExhaustive);

        // At the last moment all six lines may be there or not: all, nothing, each one alone, and each one missing.
        int[] telling = [.. Enumerable.Range(0, Words).SelectMany(line => new[] { 1 << line, 63 ^ (1 << line) }), 0, 63];
        Assert.Equal(1 << Words, met.Distinct().Count());
        Assert.True(telling.Max(met.IndexOf) < met.FindIndex(image => !telling.Contains(image)));
    }

    [Fact]
    public void NoImageIsBuiltTwice_ForBeingTelling()
    {
        for (int lines = 0; lines <= 4; lines++)
        {
            int count = lines;
            CrashReport report = Commits.Explore(
                Commits.Of(map => Enumerable.Range(0, count).ToList().ForEach(line => map.StoreAtomic(line * 64, 1, StoreOptions.NoDrain))) with { Subject = CrashSubject.Of(memory => memory, (_, _) => { }) },
                new ExplorerOptions { Workers = 1, RecoveryDepth = 0 });
            Assert.Equal(report.Levels[0].Possible, report.Levels[0].Built);
        }
    }

    [Fact]
    public void AFaultThatOneLateLineShows_IsAmongTheFirst_OfManyImages()
    {
        CrashScenario scenario = Lines(_ => { }) with
        {
            Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(Image(memory) != (63 ^ 8))),
        };
        CrashReport report = Commits.Explore(scenario, new ExplorerOptions { Workers = 1, RecoveryDepth = 0, StopAtFirstFailure = true });
        Assert.Equal(1, report.FailedImages);
        Assert.InRange(report.ImagesRun, 1, 2 + (2 * Words));
        Assert.Equal(ExplorationEnd.FirstFailure, report.End);
    }

    [Fact]
    public void ATimeLimit_EndsTheExploration_AndTheReportSaysSo()
    {
        CrashScenario scenario = Lines(_ => TakeMilliseconds(20));
        CrashReport report = CrashExplorer.Explore(scenario, new ExplorerOptions { Workers = 1, TimeLimit = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(ExplorationEnd.TimeLimit, report.End);
        Assert.False(report.IsExhaustive);
        Assert.InRange(report.Done, 0, 0.99);
        Assert.Contains("ended early (TimeLimit)", report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("all of them", report.ToString(), StringComparison.Ordinal);
        report.ThrowIfFailed();
    }

    [Fact]
    public void ATimeLimit_KeepsWhatHasFailedByThen()
    {
        CrashScenario scenario = Commits.WithoutFlush with
        {
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
            {
                TakeMilliseconds(1);
                Commits.Check(memory, crash);
            }),
        };
        CrashReport report = CrashExplorer.Explore(scenario, new ExplorerOptions { TimeLimit = TimeSpan.FromMinutes(10) });
        Assert.NotEqual(0, report.FailedImages);
        Assert.Equal(ExplorationEnd.Done, report.End);
    }

    [Fact]
    public void ACancelledExploration_ReportsWhatItHadFound()
    {
        using var cancellation = new CancellationTokenSource();
        CrashScenario scenario = Lines(_ => { }) with
        {
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
            {
                if (Image(memory) == (63 ^ 1))
                {
                    cancellation.Cancel();
                    crash.Require(isTrue: false, "the fault");
                }
            }),
        };
        ExplorationCanceledException canceled = Assert.Throws<ExplorationCanceledException>(() => CrashExplorer.Explore(scenario, cancellation: cancellation.Token));
        Assert.Equal(cancellation.Token, canceled.CancellationToken);
        Assert.Equal(ExplorationEnd.Canceled, canceled.Report!.End);
        Assert.NotEqual(0, canceled.Report.FailedImages);
        Assert.Contains("the fault", canceled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_EstimatesWhatIsLeft()
    {
        var progress = new Seen();
        Commits.Explore(Lines(_ => TakeMilliseconds(1)), new ExplorerOptions { Workers = 1, Progress = progress, RecoveryDepth = 0, TimeLimit = TimeSpan.FromHours(1) });
        Assert.All(progress.Values, value => Assert.True(value.Elapsed > TimeSpan.Zero));
        Assert.Contains(progress.Values, value => value.Remaining > TimeSpan.Zero);
        Assert.All(progress.Values, value => Assert.True(value.Remaining is null || value.Remaining <= TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.Zero, progress.Values[^1].Remaining);
        Assert.Equal(progress.Values.Select(value => value.Done).Order(), progress.Values.Select(value => value.Done));
    }

    [Fact]
    public void ATimeLimitOfNothing_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => CrashExplorer.Explore(Commits.Sound, new ExplorerOptions { TimeLimit = TimeSpan.Zero }));

    // Lines that may come in any order.
    private static CrashScenario Lines(Action<PersistentMapping> check) => Commits.Of(map =>
    {
        for (int line = 0; line < Words; line++)
        {
            map.StoreAtomic(line * 64, 1, StoreOptions.NoDrain);
        }

        map.Drain();
    }) with
    {
        Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
        {
            crash.Require(crash.CompletedCount == 0 || Image(memory) == 63);
            check(memory);
        }),
    };

    // What a recovery may take; the tests do not depend on how long it is.
    private static void TakeMilliseconds(int count)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(count);
    }

    private static int Image(PersistentMapping memory) => Enumerable.Range(0, Words).Sum(line => (int)memory.ReadOnlyRef<long>(line * 64) << line);

    private sealed class Seen : IProgress<ExplorationProgress>
    {
        internal List<ExplorationProgress> Values { get; } = [];

        public void Report(ExplorationProgress value) => Values.Add(value);
    }
}
