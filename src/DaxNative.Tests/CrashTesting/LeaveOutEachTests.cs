using DaxNative.Queues;
using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class LeaveOutEachTests
{
    [Fact]
    public void LeaveOutEach_FindsEveryFlushAndDrainThatMatters()
    {
        LeaveOutReport report = CrashExplorer.LeaveOutEach(Commits.Sound);
        Assert.Equal(4, report.Events.Count);
        Assert.Equal(4, report.Found.Count());
        Assert.All(report.Events, left => Assert.NotNull(left.First));
    }

    [Fact]
    public void LeaveOutEach_ShowsWhatIsRedundant()
    {
        LeaveOutReport report = CrashExplorer.LeaveOutEach(Commits.Of(map =>
        {
            map.StoreAtomic(64, 7);
            map.Persist(64, 8);
            map.StoreAtomic(0, 1);
        }));
        Assert.Equal(4, report.Redundant.Count());
        Assert.All(report.Redundant, left => Assert.Equal(64, left.Fault.Kind == TraceEventKind.Flush ? left.Offset : 64));
        Assert.True(report.Redundant.All(left => left.IsExhaustive));
    }

    [Fact]
    public void LeaveOutEach_ShowsWhatTheCheckDoesNotSee()
    {
        CrashScenario blind = Commits.Sound with { Subject = CrashSubject.Of(memory => memory, (_, _) => { }) };
        LeaveOutReport report = CrashExplorer.LeaveOutEach(blind);
        Assert.Equal(4, report.NotFound.Count());
        Assert.Contains("NOT FOUND", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LeaveOutEach_CanDoDrainsOnAnotherThread()
    {
        LeaveOutReport report = CrashExplorer.LeaveOutEach(Commits.Sound, onAnotherThread: true);
        Assert.Equal(2, report.Found.Count());
        Assert.All(report.Events, left => Assert.Equal(TraceEventKind.Drain, left.Fault.Kind));
    }

    [Fact]
    public void LeaveOutEach_LeavesOutTheRecoverysToo()
    {
        CrashScenario scenario = new()
        {
            Length = Commits.Length,
            Run = run => run.Operation("begin", () => run.Memory.StoreAtomic(128, 1)),
            Subject = CrashSubject.Of(
                map =>
                {
                    if (map.ReadOnlyRef<long>(128) == 1)
                    {
                        map.StoreAtomic(0, 1);
                        map.StoreAtomic(128, 0);
                    }

                    return map;
                },
                (map, crash) => crash.Require(map.ReadOnlyRef<long>(0) == 1 || crash.CompletedCount == 0)),
        };
        LeaveOutReport report = CrashExplorer.LeaveOutEach(scenario);
        List<LeftOutEvent> inRecovery = [.. report.Events.Where(left => left.Fault.IsInRecovery)];
        Assert.Equal(4, inRecovery.Count);
        Assert.Equal([(TraceEventKind.Flush, 0), (TraceEventKind.Drain, 0)], inRecovery.Where(left => left.IsFound).Select(left => (left.Fault.Kind, left.Fault.Number)));
    }

    [Fact]
    public void LeaveOutEach_RefusesAScenarioThatFailsAnyway() =>
        Assert.Throws<CrashFoundException>(() => CrashExplorer.LeaveOutEach(Commits.WithoutFlush));

    [Fact]
    public void TheSamplesQueue_NeedsEachOfItsFlushesAndDrains()
    {
        LeaveOutReport report = CrashExplorer.LeaveOutEach(QueueScenario.Create(hasBug: false), new ExplorerOptions { Workers = 1 });
        Assert.Empty(report.NotFound);
        Assert.NotEmpty(report.Found);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSamplesPlantedBug_IsFound(bool hasBug) =>
        Assert.Equal(hasBug, CrashExplorer.Explore(QueueScenario.Create(hasBug)).FailedImages != 0);
}
