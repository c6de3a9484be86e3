using System.Globalization;
using DaxNative.SegmentCrashes;
using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>The store of segments, crashed wherever the model lets it crash.</summary>
public sealed class SegmentCrashTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. SegmentScenarios.All().Keys];

    // Whether a second writer comes between a word and its drain is the seed's: that drain has a mutant of its own.
    public static TheoryData<string> NamesOfOneWriter => [.. SegmentScenarios.All().Values.Where(scenario => scenario.Writers.Count == 0).Select(scenario => scenario.Name)];

    private static readonly long s_images = long.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_CRASH_IMAGES") ?? "400000", CultureInfo.InvariantCulture);

    private static readonly ulong s_seed = ulong.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_CRASH_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Names))]
    public void Opening_FindsWhatWasAcknowledgedInAnyCrashImage(string name)
    {
        IReadOnlyDictionary<string, CrashScenario> all = SegmentScenarios.All();

        CrashReport report = CrashExplorer.Explore(all[name], new ExplorerOptions { MaxImages = Math.Max(1, s_images / all.Count), Seed = s_seed });

        output.WriteLine(report.ToString());
        report.ThrowIfFailed();
        Assert.True(report.DistinctImages > 4, $"only {report.DistinctImages:N0} images were explored");
    }

    [Theory]
    [MemberData(nameof(NamesOfOneWriter))]
    public void Explorer_FindsEveryFlushAndDrainThatIsLeftOut(string name)
    {
        CrashScenario scenario = SegmentScenarios.All()[name];

        var options = new ExplorerOptions { MaxImages = 10_000, StopAtFirstFailure = true };
        LeaveOutReport report = new LeaveOut(RecordedRun.Record(scenario, options), options, CancellationToken.None)
            .Each(onAnotherThread: false, left => CanMatter(left, scenario.Granularity) && !IsForNothingHere(left, scenario.Granularity));

        output.WriteLine(report.ToString());
        Assert.NotEmpty(report.Found);
        LeftOutEvent[] unseen = [.. report.NotFound];
        Assert.True(unseen.Length == 0, "Left out, and no image shows it:\n" + string.Join('\n', unseen));
    }

    private static bool CanMatter(LeftOutEvent left, StoreGranularity granularity) => !left.Fault.IsInRecovery && granularity switch
    {
        // msync waits itself, and what has reached a cache whose power never goes needs no flush.
        StoreGranularity.Page => left.Fault.Kind == TraceEventKind.Flush,
        StoreGranularity.Byte => left.Fault.Kind == TraceEventKind.Drain,
        _ => true,
    };

    private static bool IsForNothingHere(LeftOutEvent left, StoreGranularity granularity) => left.Operation.Split(" (")[0] switch
    {
        // That the store was closed, or is open, changes what the next opening writes back, and nothing that it finds; what an opening writes
        // back has mutants of its own.
        "close and open" => true,

        // So it is with the last word, and with the last two drains, which follow each other.
        "create the store" => left.Fault.Kind == TraceEventKind.Drain ? left.Fault.Number >= 2 : left.Offset == DirectoryLayout.InUseOffset,

        // A chunk that shares the words' page is written back with them.
        _ => granularity == StoreGranularity.Page && left.Offset is >= DirectoryLayout.EntriesOffset and < 4096 && left.Length == SegmentScenarios.Chunk,
    };
}
