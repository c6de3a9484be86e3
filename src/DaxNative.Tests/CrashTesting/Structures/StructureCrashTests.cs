using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Three structures without a mistake survive every crash, and each of the mistakes of docs/crash-testing-bugs.md is what that page says of it.</summary>
public class StructureCrashTests(ITestOutputHelper output)
{
    // The sound ones with the orders of one seed: the planted bugs try fifty.
    private static readonly CrashScenario[] s_sound =
    [
        QueueScenarios.Alone(QueueMistake.None),
        QueueScenarios.Together(QueueMistake.None),
        QueueScenarios.Together(QueueMistake.None, hasPauses: true),
        QueueScenarios.AfterAKill(QueueMistake.None),
        QueueScenarios.WithAHeldEnqueue(QueueMistake.None),
        QueueScenarios.WithAHeldDequeue(QueueMistake.None),
        TreeScenarios.Alone(TreeMistake.None),
        TreeScenarios.Alone(TreeMistake.None, StoreGranularity.Page),
        TreeScenarios.After256Changes(TreeMistake.None),
        TreeScenarios.AfterAKill(TreeMistake.None),
        TreeScenarios.Together(TreeMistake.None),
        TreeScenarios.Taking(TreeMistake.None),
        TreeScenarios.Reading(TreeMistake.None),
        RootScenarios.Alone(RootMistake.None),
        RootScenarios.Alone(RootMistake.None, StoreGranularity.Page),
        RootScenarios.Alone(RootMistake.None, versions: 252),
        RootScenarios.Filling(RootMistake.None),
        RootScenarios.AfterAKill(RootMistake.None),
        RootScenarios.Together(RootMistake.None),
        RootScenarios.Taking(RootMistake.None),
        RootScenarios.Reading(RootMistake.None),
    ];

    public static TheoryData<int> Sound => [.. Enumerable.Range(0, s_sound.Length)];

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Where(bug => bug.Kind == PlantedBugKind.Found).Select(bug => bug.Name)];

    public static TheoryData<string> Redundant => [.. PlantedBugs.All.Where(bug => bug.Kind == PlantedBugKind.Redundant).Select(bug => bug.Name)];

    public static TheoryData<string> OutsideTheModel => [.. PlantedBugs.All.Where(bug => bug.Kind == PlantedBugKind.OutsideTheModel).Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Sound))]
    public void ASoundStructure_SurvivesEveryCrash(int scenario)
    {
        CrashReport report = CrashExplorer.Explore(s_sound[scenario], new ExplorerOptions { MaxImages = 8_000, KeepsSources = false });
        output.WriteLine(report.ToString());
        report.ThrowIfFailed();
        Assert.True(report.DistinctImages > 20, $"only {report.DistinctImages:N0} images were explored");
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void APlantedBug_IsFound(string name)
    {
        string? found = PlantedBug.Find(PlantedBugs.All.Single(bug => bug.Name == name).Scenario());
        output.WriteLine(found ?? "");
        Assert.NotNull(found);
    }

    // Each of the two that do the same work can go as long as the other one stays: of a sound structure fewer can.
    [Theory]
    [MemberData(nameof(Redundant))]
    public void APlantedFlushThatIsForNothing_FailsNoTest_AndLeaveOutEachShowsIt(string name)
    {
        PlantedBug bug = PlantedBugs.All.Single(bug => bug.Name == name);
        Assert.Null(PlantedBug.Find(bug.Scenario(), maxImages: 2_000));

        (int planted, int sound) = (CountForNothing(bug.Scenario()), CountForNothing(bug.Sound!()));
        output.WriteLine($"{planted} flushes and drains are for nothing; {sound} in the sound one");
        Assert.True(planted >= sound + 4, $"{planted} and {sound}");
    }

    [Theory]
    [MemberData(nameof(OutsideTheModel))]
    public void AStoreThatIsOverwrittenBeforeAnEvent_IsOutsideTheModel(string name)
    {
        PlantedBug bug = PlantedBugs.All.Single(bug => bug.Name == name);
        CrashReport report = CrashExplorer.Explore(bug.Scenario(), new ExplorerOptions { MaxImages = 2_000, KeepsSources = false });
        Assert.Equal(0, report.FailedImages);
        Assert.NotEqual(0, report.StoresFound);
        Assert.Contains("was not seen", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AMarkThatIsOverwrittenBeforeAnEvent_IsSeenWhereItIsStoredByTheLibrary(bool isByLibrary)
    {
        void Store(PersistentMapping memory, long value)
        {
            if (isByLibrary)
            {
                memory.StoreAtomic(0, value, StoreOptions.NoFlush | StoreOptions.NoDrain);
            }
            else
            {
                memory.Ref<long>(0) = value;
            }
        }

        CrashReport report = CrashExplorer.Explore(new CrashScenario
        {
            Length = 64,
            Run = run => run.Operation("count", () =>
            {
                Store(run.Memory, -1);
                Store(run.Memory, 1);
                run.Memory.Persist(0, sizeof(long));
            }),
            Subject = CrashSubject.Of(memory => memory.ReadOnlyRef<long>(0), (count, crash) => crash.Require(count == 1 || (count == 0 && crash.CompletedCount == 0))),
        });
        Assert.Equal(isByLibrary, report.FailedImages != 0);
    }

    [Fact]
    public void EveryMistake_IsTriedOnce()
    {
        string[] mistakes = [.. Enum.GetNames<QueueMistake>()[1..], .. Enum.GetNames<TreeMistake>()[1..], .. Enum.GetNames<RootMistake>()[1..]];
        Assert.Equal(68, mistakes.Length);
        Assert.Equal(mistakes.Order(), PlantedBugs.All.Select(bug => bug.Name.Split(' ')[1]).Order());
    }

    private static int CountForNothing(CrashScenario scenario)
    {
        LeaveOutReport report = CrashExplorer.LeaveOutEach(
            scenario, new ExplorerOptions { MaxImages = 1_000, RecoveryDepth = 0, StopAtFirstFailure = true, KeepsSources = false });
        return report.Redundant.Count() + report.NotFound.Count();
    }
}
