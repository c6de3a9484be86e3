using System.Globalization;
using DaxNative.Log;
using DaxNative.LogCrashes;
using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>The transactional log, crashed wherever the model lets it crash.</summary>
public sealed class LogCrashTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. LogScenarios.All().Keys];

    // tools/explore-log.sh runs more of them.
    private static readonly long s_images = long.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_CRASH_IMAGES") ?? "1000000", CultureInfo.InvariantCulture);

    private static readonly ulong s_seed = ulong.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_CRASH_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public void Recovery_LosesNothingAcknowledgedInAnyCrashImage()
    {
        long distinct = 0;
        IReadOnlyCollection<CrashScenario> scenarios = [.. LogScenarios.All().Values];
        foreach (CrashScenario scenario in scenarios)
        {
            CrashReport report = CrashExplorer.Explore(scenario, new ExplorerOptions { MaxImages = Share(s_images / scenarios.Count, scenario), Seed = s_seed });
            output.WriteLine(report.ToString());
            report.ThrowIfFailed();
            distinct += report.DistinctImages;
        }

        output.WriteLine($"{distinct:N0} distinct crash images");
        Assert.True(distinct >= s_images / 4, $"only {distinct:N0} distinct images were explored");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Explorer_FindsEveryFlushAndDrainThatIsLeftOut(string name)
    {
        CrashScenario scenario = LogScenarios.All()[name];

        var options = new ExplorerOptions { MaxImages = Share(20_000, scenario), StopAtFirstFailure = true };
        LeaveOutReport report = new LeaveOut(RecordedRun.Record(scenario, options), options, CancellationToken.None)
            .Each(onAnotherThread: false, left => CanMatter(left, scenario.Granularity) && !IsForNothingHere(left));

        output.WriteLine(report.ToString());
        Assert.NotEmpty(report.Events);
        LeftOutEvent[] unseen = [.. report.Events.Where(left => !left.IsFound)];
        Assert.True(unseen.Length == 0, "Left out, and no image shows it:\n" + string.Join('\n', unseen));
    }

    // An image of a long memory takes as much longer.
    private static long Share(long images, CrashScenario scenario) => Math.Max(1, images * 8192 / scenario.Length);

    private static bool CanMatter(LeftOutEvent left, StoreGranularity granularity) => !left.Fault.IsInRecovery && granularity switch
    {
        // msync waits itself, and what has reached a cache whose power never goes needs no flush.
        StoreGranularity.Page => left.Fault.Kind == TraceEventKind.Flush,
        StoreGranularity.Byte => left.Fault.Kind == TraceEventKind.Drain,
        _ => true,
    };

    private static bool IsForNothingHere(LeftOutEvent left) => left.Operation.Split(" (")[0] switch
    {
        // What an opening makes durable is for what it dropped, or for what a process that was killed had not written back: one
        // that found neither does it for nothing. Each of its flushes and drains is left out in one of the mutants.
        "open" => true,

        // Without the state of a closing the next opening looks at the records, and finds the same.
        "close" => true,

        // Either of the two states is one of an empty log (that neither is there is a mutant), and the tail's word is zero before.
        "create" => left.Fault.Kind == TraceEventKind.Flush && left.Offset is LogLayout.FirstStateOffset or LogLayout.SecondStateOffset or LogLayout.TailWordOffset,
        _ => false,
    };
}
