using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Several orders of the same writers, each of which comes again.</summary>
public class SchedulesTests
{
    // Between the look and the lock another writer takes the last one.
    [Fact]
    public void AnEmptinessTestOutsideItsLock_IsFoundByOneOfFiftySchedules()
    {
        CrashReport report = CrashExplorer.Explore(Take(looksInside: false), new ExplorerOptions { Schedules = 50, StopAtFirstFailure = true });
        Assert.NotEqual(0, report.FailedImages);
        Assert.True(report.IsRepeatable, report.ToString());
        Assert.Contains("schedule", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptinessTestInsideItsLock_PassesAllSchedules()
    {
        CrashReport report = CrashExplorer.Explore(Take(looksInside: true), new ExplorerOptions { Schedules = 50 });
        report.ThrowIfFailed();
        Assert.Equal(50, report.Schedules);
        Assert.InRange(report.DifferentSchedules, 3, 50);
        Assert.True(report.IsRepeatable, report.ToString());
    }

    [Fact]
    public void AFailureOfASchedule_ComesAgainByItsNumber()
    {
        var options = new ExplorerOptions { Schedules = 50, StopAtFirstFailure = true };
        CrashReport first = CrashExplorer.Explore(Take(looksInside: false), options);
        CrashReport second = CrashExplorer.Explore(Take(looksInside: false), options);
        Assert.Equal(first.ToString().Split("exhaustive")[0], second.ToString().Split("exhaustive")[0]);
        int schedule = first.Schedules - 1;
        Assert.Contains($"Schedule = {schedule}", first.Failures[0].RepeatCall, StringComparison.Ordinal);
        CrashReport alone = CrashExplorer.Explore(Take(looksInside: false), options with { Schedules = 1, Schedule = schedule });
        Assert.Equal(first.Fingerprint, alone.Fingerprint);
        Assert.NotNull(CrashExplorer.Repeat(Take(looksInside: false), first.Failures[0].Image, options with { Schedule = schedule, MaxImages = MaxImagesOf(first.Failures[0].RepeatCall) }));
    }

    [Fact]
    public void Schedules_ShareTheImages()
    {
        CrashReport report = CrashExplorer.Explore(Take(looksInside: true), new ExplorerOptions { Schedules = 20, MaxImages = 500 });
        Assert.InRange(report.Levels.Sum(level => level.Built), 1, 500);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(1, -1)]
    public void SchedulesThatAreNone_AreRefused(int schedules, int schedule) => Assert.Throws<ArgumentOutOfRangeException>(
        () => CrashExplorer.Explore(Take(looksInside: true), new ExplorerOptions { Schedules = schedules, Schedule = schedule }));

    [Fact]
    public void Cancelled_TellsWhatWasExplored()
    {
        using var cancellation = new CancellationTokenSource();
        int runs = 0;
        CrashScenario scenario = Take(looksInside: true);
        Action<PersistentMapping> prepare = scenario.Prepare!;
        scenario = scenario with
        {
            Prepare = memory =>
            {
                prepare(memory);
                if (++runs == 4)
                {
                    cancellation.Cancel();
                }
            },
        };
        ExplorationCanceledException canceled = Assert.Throws<ExplorationCanceledException>(
            () => CrashExplorer.Explore(scenario, new ExplorerOptions { Schedules = 50 }, cancellation.Token));
        Assert.InRange(canceled.Report!.DistinctImages, 1, long.MaxValue);
        Assert.Equal(ExplorationEnd.Canceled, canceled.Report.End);
    }

    private static long MaxImagesOf(string call) => long.Parse(
        call.Split("MaxImages = ")[1].Split([',', ' '])[0], System.Globalization.CultureInfo.InvariantCulture);

    // Two writers take from a stock of three until there is nothing; nothing may be taken that is not there.
    private static CrashScenario Take(bool looksInside)
    {
        var gate = new Lock();
        void Run(CrashRun run)
        {
            for (int i = 0; i < 3; i++)
            {
                run.Operation("take", () =>
                {
                    if (!looksInside && run.Memory.ReadOnlyRef<long>(0) == 0)
                    {
                        return;
                    }

                    lock (gate)
                    {
                        if (!looksInside || run.Memory.ReadOnlyRef<long>(0) != 0)
                        {
                            run.Memory.StoreAtomic(0, run.Memory.ReadOnlyRef<long>(0) - 1);
                        }
                    }
                });
            }
        }

        return new CrashScenario
        {
            Length = 64,
            Prepare = memory => memory.StoreAtomic(0, 3L),
            Writers = [Run, Run],
            Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) >= 0)),
        };
    }
}
