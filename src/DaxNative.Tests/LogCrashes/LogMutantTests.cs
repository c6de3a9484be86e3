using DaxNative.LogCrashes;
using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>The log's engine with one deliberate mistake each: the crash explorer finds it.</summary>
public sealed class LogMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Mutants => [.. LogMutants.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Mutants))]
    public void Explorer_FindsEveryFaultOfTheLog(string name)
    {
        LogMutant mutant = LogMutants.All.Single(mutant => mutant.Name == name);

        CrashReport report = CrashExplorer.Explore(
            LogSources.ScenariosWith(mutant)[mutant.Scenario],
            new ExplorerOptions { MaxImages = 60_000, StopAtFirstFailure = true, MaxReportedFailures = 1, KeepsSources = false });

        Assert.True(report.FailedImages > 0, $"{name} was not found:\n{report}");
        output.WriteLine($"{name}: found in {report.ImagesRun:N0} images\n{report.Failures[0]}");
    }
}
