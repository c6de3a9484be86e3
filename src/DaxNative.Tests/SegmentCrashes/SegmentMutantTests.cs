using DaxNative.SegmentCrashes;
using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>The store of segments with one deliberate mistake each: the crash explorer finds it.</summary>
public sealed class SegmentMutantTests(ITestOutputHelper output)
{
    private const string Room = "src/DaxNative/Segments/";

    // One of those that the library opens its inside to.
    private static readonly MutatedSource s_source = new(
        "DaxNative.Hosting", [Room, "src/DaxNative.Tests/SegmentCrashes/Scenarios/"], text => text, typeof(PersistentMapping), typeof(CrashScenario));

    public static TheoryData<string> Mutants => [.. SegmentMutants.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void Explorer_FindsEveryFaultOfTheStore(string name)
    {
        SegmentMutant mutant = SegmentMutants.All.Single(mutant => mutant.Name == name);
        var scenarios = (IReadOnlyDictionary<string, CrashScenario>)s_source
            .With(mutant.Name, Room + mutant.File, mutant.Original, mutant.Changed)
            .GetType(typeof(SegmentScenarios).FullName!, throwOnError: true)!.GetMethod(nameof(SegmentScenarios.All))!.Invoke(null, null)!;

        // Where several write, the seed decides how they take turns.
        CrashReport? report = null;
        for (ulong seed = 1; seed <= 8 && (report?.FailedImages ?? 0) == 0; seed++)
        {
            report = CrashExplorer.Explore(
                scenarios[mutant.Scenario],
                new ExplorerOptions { MaxImages = 20_000, StopAtFirstFailure = true, MaxReportedFailures = 1, KeepsSources = false, Seed = seed });
        }

        Assert.True(report!.FailedImages > 0, $"{name} was not found:\n{report}");
        output.WriteLine($"{name}: found in {report.ImagesRun:N0} images\n{report.Failures[0]}");
    }
}
