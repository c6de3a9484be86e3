using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A write-ahead log on files survives every power cut that the model knows, and each of its faults is found.</summary>
public class FileLogCrashTests
{
    public static TheoryData<string, FileSystemRules, int> Sound
    {
        get
        {
            var rows = new TheoryData<string, FileSystemRules, int>();
            foreach (string name in FileLogScenarios.Runs.Keys.Where(name => !name.Contains("flush", StringComparison.Ordinal)))
            {
                rows.Add(name, FileSystemRules.Posix, 512);
                rows.Add(name, FileSystemRules.Journaled, 4096);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Sound))]
    public void TheLog_SurvivesPowerCuts(string name, FileSystemRules rules, int sectorSize)
    {
        FileCrashReport report = Explore(FileLogScenarios.Of(name) with { Rules = rules, SectorSize = sectorSize }, 6000, depth: 2);
        report.ThrowIfFailed();
        Assert.InRange(report.DistinctImages, 30, long.MaxValue);
    }

    [Theory]
    [InlineData("until a flush fails")]
    [InlineData("after a flush failed")]
    public void TheLog_SurvivesPowerCuts_WhicheverFlushFailed(string name)
    {
        int flushes = Explore(FileLogScenarios.Of("until a flush fails"), 1, depth: 0).Flushes;
        Assert.InRange(flushes, 10, 60);
        for (int flush = 0; flush < flushes; flush++)
        {
            Explore(FileLogScenarios.Of(name) with { FailedFlushes = [flush] }, 600, depth: 1).ThrowIfFailed();
        }
    }

    [Theory]
    [InlineData(FileLogFault.RecordNotFlushed, "appends")]
    [InlineData(FileLogFault.DirectoryItselfNotFlushed, "appends")]
    [InlineData(FileLogFault.ManifestNameNotFlushed, "appends")]
    [InlineData(FileLogFault.ManifestRenamedBeforeFlush, "appends")]
    [InlineData(FileLogFault.ManifestWrittenInPlace, "appends")]
    [InlineData(FileLogFault.RecordWithoutChecksum, "appends")]
    [InlineData(FileLogFault.ZerosAreARecord, "appends")]
    [InlineData(FileLogFault.FlushBeforeTheWholeRecord, "appends")]
    [InlineData(FileLogFault.WrongFileFlushed, "groups")]
    [InlineData(FileLogFault.WrongDirectoryFlushed, "appends")]
    [InlineData(FileLogFault.SegmentNotFlushedBeforeManifest, "appends")]
    [InlineData(FileLogFault.SegmentNameNotFlushedBeforeManifest, "appends")]
    [InlineData(FileLogFault.SegmentCreatedAfterManifest, "appends")]
    [InlineData(FileLogFault.DeleteBeforeManifest, "appends")]
    [InlineData(FileLogFault.DeleteBeforeManifestIsDurable, "appends")]
    [InlineData(FileLogFault.RecoveryDoesNotFlush, "killed")]
    [InlineData(FileLogFault.TornTailKept, "appends")]
    [InlineData(FileLogFault.TailNotCut, "groups")]
    [InlineData(FileLogFault.HalfABatchTaken, "batches")]
    [InlineData(FileLogFault.TemporaryManifestTaken, "appends")]
    [InlineData(FileLogFault.ChecksumOfTheBeginning, "a large record")]
    [InlineData(FileLogFault.RecoveryWritesAnewInPlace, "appends")]
    [InlineData(FileLogFault.DirectoryFlushedBeforeRename, "appends")]
    [InlineData(FileLogFault.FlushedWithTheNext, "appends")]
    public void AFault_IsFound(FileLogFault fault, string name) =>
        Assert.NotEqual(0, Explore(FileLogScenarios.Of(name, fault), 4000, depth: 1, isFirstEnough: true).FailedImages);

    [Theory]
    [InlineData(FileLogFault.FlushFailureIgnored, "until a flush fails")]
    [InlineData(FileLogFault.FlushTriedAgain, "until a flush fails")]
    [InlineData(FileLogFault.RecoveryDoesNotWriteAgain, "after a flush failed")]
    [InlineData(FileLogFault.RecoveryDeletesBeforeFlush, "after a flush failed")]
    public void AFault_IsFound_WhenAFlushFails(FileLogFault fault, string name) => Assert.Contains(
        Enumerable.Range(0, Explore(FileLogScenarios.Of("until a flush fails"), 1, depth: 0).Flushes),
        flush => Explore(FileLogScenarios.Of(name, fault) with { FailedFlushes = [flush] }, 600, depth: 0, isFirstEnough: true).FailedImages != 0);

    [Fact]
    public void EveryFault_IsTried() => Assert.Equal(
        Enum.GetValues<FileLogFault>().Except([FileLogFault.None]).Order(),
        typeof(FileLogCrashTests).GetMethods().SelectMany(method => method.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>())
            .SelectMany(row => row.GetData(null!)).Select(row => row[0]).OfType<FileLogFault>().Distinct().Order());

    [Fact]
    public void AnOrderOfNamesThatIsNotFlushed_IsNoFaultInAJournal() => Explore(
        FileLogScenarios.Of("appends", FileLogFault.SegmentNameNotFlushedBeforeManifest) with { Rules = FileSystemRules.Journaled }, 6000, depth: 1).ThrowIfFailed();

    private static FileCrashReport Explore(FileCrashScenario scenario, long images, int depth, bool isFirstEnough = false) =>
        FileCrashExplorer.Explore(scenario, new ExplorerOptions { MaxImages = images, RecoveryDepth = depth, StopAtFirstFailure = isFirstEnough, KeepsSources = false });
}
