using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Scenarios that pass because they prove nothing.</summary>
public class CrashGapsTests
{
    private static CrashScenario Blind => Commits.Sound with { Subject = CrashSubject.Of(memory => memory, (_, _) => { }) };

    [Fact]
    public void ASoundScenario_HasNoGap() => Assert.Equal(CrashGaps.None, Commits.Explore(Commits.Sound).Gaps);

    [Fact]
    public void ARunThatStoresNothing_ProvesNothing() =>
        Refuses(CrashGaps.NothingStored, Commits.Sound with { Run = run => run.Operation("look", () => run.Memory.ReadOnlyRef<long>(0)), Subject = Asks }, "stored nothing");

    [Fact]
    public void ARunThatStoresWhatIsThere_ProvesNothing() =>
        Refuses(CrashGaps.NothingStored, Commits.Of(map => map.StoreAtomic(0, 0)) with { Subject = Asks }, "stored nothing");

    [Fact]
    public void ARunWithoutOperations_PromisesNothing() =>
        Refuses(CrashGaps.NoOperation, Commits.Sound with { Run = run => run.Memory.StoreAtomic(0, 1), Subject = Asks }, "run.Operation(name, action)");

    [Fact]
    public void ACheckThatChecksNothing_ProvesNothing() => Refuses(CrashGaps.NothingChecked, Blind, "crash.Require");

    [Fact]
    public void ACheckByOtherAssertions_ChecksWhatItNoticesTheLossOf()
    {
        CrashScenario scenario = Blind with
        {
            Prepare = map => map.StoreAtomic(0, 5),
            Run = run => run.Operation("change", () => run.Memory.StoreAtomic(0, 6)),
            Subject = CrashSubject.Of(memory => memory, (memory, _) => Assert.NotEqual(0, memory.ReadOnlyRef<long>(0))),
        };
        Assert.Equal(CrashGaps.NothingChecked, Commits.Explore(scenario).Gaps);
        CrashScenario noticing = scenario with { Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) >= 5)) };
        Assert.Equal(CrashGaps.None, Commits.Explore(noticing).Gaps);
    }

    [Fact]
    public void AGapThatTheScenarioAllows_IsNoneForThrowIfFailed()
    {
        CrashReport report = Commits.Explore(Blind with { AllowedGaps = CrashGaps.NothingChecked });
        report.ThrowIfFailed();
        Assert.Equal(CrashGaps.NothingChecked, report.Gaps);
        Assert.DoesNotContain("PROVES LITTLE", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ARecoveryThatStoresSomethingElseEachTime_IsSaidNotToBeDeterministic()
    {
        long times = 0;
        CrashScenario scenario = Commits.Sound with
        {
            Subject = CrashSubject.Of(
                memory =>
                {
                    memory.StoreAtomic(256, Interlocked.Increment(ref times));
                    return memory;
                },
                Commits.Check),
        };
        Refuses(CrashGaps.NotDeterministic, scenario, "nothing but the memory");
        Assert.Equal(CrashGaps.None, Commits.Explore(scenario, new ExplorerOptions { Workers = 1, ComparesRecoveries = false }).Gaps);
    }

    [Fact]
    public void ACheckThatFailsInOneOfTwoAttempts_HasFailed()
    {
        int checks = 0;
        CrashScenario scenario = Commits.Sound with { Subject = CrashSubject.Of(memory => memory, (_, crash) => crash.Require(++checks != 2)) };
        CrashReport report = Commits.Explore(scenario);
        Assert.Equal(1, report.FailedImages);
        Assert.Contains("nothing but the memory", report.Failures[0].Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void LeaveOutEach_TakesAScenarioWithGaps() => Assert.NotEmpty(CrashExplorer.LeaveOutEach(Blind).NotFound);

    private static Func<CrashSubject> Asks { get; } = CrashSubject.Of(memory => memory, (_, crash) => crash.Require(crash.CompletedCount <= crash.StartedCount));

    private static void Refuses(CrashGaps gap, CrashScenario scenario, string remedy)
    {
        CrashReport report = Commits.Explore(scenario);
        Assert.Equal(gap, report.Gaps);
        CrashScenarioException refusal = Assert.Throws<CrashScenarioException>(report.ThrowIfFailed);
        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"AllowedGaps = CrashGaps.{gap}", refusal.Message, StringComparison.Ordinal);
        Assert.Same(report, refusal.Report);
    }
}
