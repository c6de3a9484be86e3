using System.Globalization;
using DaxNative.LogCrashes;
using DaxNative.Logs;
using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>The transactional log, crashed wherever the model lets it crash.</summary>
public sealed class LogCrashTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. LogScenarios.All().Keys];

    public static TheoryData<string> Mutants => [.. LogMutants.All.Select(mutant => mutant.Name)];

    // tools/explore-log.sh runs more of them.
    private static readonly long s_images = long.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_CRASH_IMAGES") ?? "5000000", CultureInfo.InvariantCulture);

    private static readonly ulong s_seed = ulong.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_CRASH_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public void Recovery_LosesNothingAcknowledgedInAMillionCrashImages()
    {
        long distinct = 0;
        IReadOnlyCollection<CrashScenario> scenarios = [.. LogScenarios.All().Values];
        foreach (CrashScenario scenario in scenarios)
        {
            CrashReport report = CrashExplorer.Explore(scenario, new ExplorerOptions { MaxImages = s_images / scenarios.Count, Seed = s_seed });
            output.WriteLine(report.ToString());
            report.ThrowIfFailed();
            distinct += report.DistinctImages;
        }

        output.WriteLine($"{distinct:N0} distinct crash images");
        Assert.True(distinct >= Math.Min(1_000_000, s_images / 5), $"only {distinct:N0} distinct images were explored");
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void Explorer_FindsEveryFaultOfTheLog(string name)
    {
        LogMutant mutant = LogMutants.All.Single(mutant => mutant.Name == name);

        CrashReport report = CrashExplorer.Explore(LogSources.ScenariosWith(mutant)[mutant.Scenario], new ExplorerOptions { MaxImages = 60_000, MaxReportedFailures = 1, KeepsSources = false });

        Assert.True(report.FailedImages > 0, $"{name} was not found:\n{report}");
        output.WriteLine($"{name}: {report.FailedImages:N0} of {report.ImagesRun:N0} images\n{report.Failures[0]}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Explorer_FindsEveryFlushAndDrainThatIsLeftOut(string name)
    {
        CrashScenario scenario = LogScenarios.All()[name];

        LeaveOutReport report = CrashExplorer.LeaveOutEach(scenario, new ExplorerOptions { MaxImages = 20_000 });

        output.WriteLine(report.ToString());
        Assert.DoesNotContain(report.Events, left => !left.IsFound && Matters(left, scenario.Granularity) && !IsForSpeed(name, left));
    }

    // One of the places for states makes the next opening of a new log fast, and the log is right without it: what a creation
    // writes there lies beneath the newest, and what the opening writes there is needed once there are records, as in "sessions".
    private static bool IsForSpeed(string name, LeftOutEvent left) =>
        name == "creation" && left.Fault.Kind == TraceEventKind.Flush && left.Offset == LogLayout.FirstStateOffset;

    // What a recovery makes durable is for whoever appends after it. A crash within it shows nothing of that; the openings of
    // the scenario "sessions", which are recoveries with appends behind them, do.
    private static bool Matters(LeftOutEvent left, StoreGranularity granularity) => !left.Fault.IsInRecovery && granularity switch
    {
        // msync waits itself, and what has reached a cache whose power never goes needs no flush.
        StoreGranularity.Page => left.Fault.Kind == TraceEventKind.Flush,
        StoreGranularity.Byte => left.Fault.Kind == TraceEventKind.Drain,
        _ => true,
    };
}
