using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class RecoveryCrashTests
{
    private const long Value = 0;
    private const long Backup = 64;
    private const long Step = 128;

    // The recovery clears the mark before the value that it stands for is durable.
    private static readonly CrashScenario s_marksTooEarly = Scenario((map, _) =>
    {
        if (map.ReadOnlyRef<long>(Step) == 1)
        {
            map.StoreAtomic(Value, map.ReadOnlyRef<long>(Backup), StoreOptions.NoDrain);
            map.StoreAtomic(Step, 0);
        }
    });

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Explore_CrashesTheRecoveryToo(int depth, bool isFound)
    {
        CrashReport report = Commits.Explore(s_marksTooEarly, new ExplorerOptions { RecoveryDepth = depth });
        Assert.Equal(isFound, report.FailedImages != 0);
        Assert.Equal(depth + 1, report.Levels.Count);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Explore_CrashesTheRecoveryFromACrashedRecovery(int depth, bool isFound)
    {
        // Right the first time; who has been interrupted takes the short way.
        CrashScenario scenario = Scenario((map, _) =>
        {
            long step = map.ReadOnlyRef<long>(Step);
            if (step == 1)
            {
                map.StoreAtomic(Step, 2);
            }

            if (step != 0)
            {
                map.StoreAtomic(Value, map.ReadOnlyRef<long>(Backup), step == 1 ? StoreOptions.None : StoreOptions.NoDrain);
                map.StoreAtomic(Step, 0);
            }
        });
        CrashReport report = Commits.Explore(scenario, new ExplorerOptions { RecoveryDepth = depth });
        Assert.Equal(isFound, report.FailedImages != 0);
        Assert.All(report.Failures, failure => Assert.Equal(3, failure.Image.Steps.Count));
    }

    [Fact]
    public void Report_SaysWhichStoreOfTheRecoveryWasLost()
    {
        CrashFailure failure = Commits.Explore(s_marksTooEarly).Failures[0];
        Assert.Equal((Value, "the recovery"), (Assert.Single(failure.Lost).Offset, failure.Lost[0].Operation));
        Assert.Equal(Step, Assert.Single(failure.Kept).Offset);
        Assert.Contains("recovery 1", failure.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeat_MakesAnImageOfACrashedRecoveryAgain()
    {
        CrashFailure failure = Commits.Explore(s_marksTooEarly).Failures[0];
        Assert.NotNull(CrashExplorer.Repeat(s_marksTooEarly, failure.Image));
    }

    [Fact]
    public void Check_LearnsHowManyRecoveriesWereCut()
    {
        var seen = new HashSet<int>();
        Commits.Explore(Scenario((map, crash) => map.StoreAtomic(512, map.ReadOnlyRef<long>(512) + 1), crash => seen.Add(crash.RecoveriesCut)));
        Assert.Equal([0, 1, 2], seen.Order());
    }

    [Fact]
    public void Explore_FindsWhatARecoveryForgetsToFlush_AtItsEnd()
    {
        CrashScenario scenario = Scenario((map, _) =>
        {
            if (map.ReadOnlyRef<long>(Step) == 1)
            {
                map.Ref<long>(Value) = map.ReadOnlyRef<long>(Backup);
                map.StoreAtomic(Step, 0);
            }
        });
        Assert.NotEqual(0, Commits.Explore(scenario).FailedImages);
    }

    [Fact]
    public void Explore_SaysHowManyRecoveriesItDidNotCrash()
    {
        CrashReport report = Commits.Explore(s_marksTooEarly, new ExplorerOptions { Workers = 1, MaxImages = 8 });
        Assert.NotEqual(0, report.Levels[0].Uncut);
        Assert.Contains("were not crashed: the budget was spent", report.ToString(), StringComparison.Ordinal);
    }

    // A value is replaced by its backup in the recovery: whatever happens, one of the two must be the new value.
    private static CrashScenario Scenario(Action<PersistentMapping, CrashState?> recover, Action<CrashState>? check = null) => new()
    {
        Name = "redo",
        Length = Commits.Length,
        Prepare = map => map.Ref<long>(Value) = 5,
        Run = run => run.Operation("replace", () =>
        {
            run.Memory.StoreAtomic(Backup, 6);
            run.Memory.StoreAtomic(Step, 1);
        }),
        Subject = CrashSubject.Of(
            map =>
            {
                recover(map, null);
                return map;
            },
            (map, crash) =>
            {
                check?.Invoke(crash);
                crash.Require(map.ReadOnlyRef<long>(Step) == 0);
                crash.Require(map.ReadOnlyRef<long>(Value) == 6 || crash.CompletedCount == 0);
                crash.Require(map.ReadOnlyRef<long>(Value) is 5 or 6);
            }),
    };
}
