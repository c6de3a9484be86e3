using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class FileLeaveOutTests
{
    private static readonly ExplorerOptions s_options = new() { Workers = 1 };

    [Fact]
    public void EachFlushThatIsNeeded_IsFound()
    {
        FileLeaveOutReport report = FileCrashExplorer.LeaveOutEach(FileCommits.Sound, s_options);
        Assert.Equal([("payload", true), ("", true)], report.Flushes.Select(left => (left.Path, left.IsFound)));
        Assert.Contains("flush 0 of payload left out in commit (operation 0)", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("a flush of payload (fsync)", report.Flushes[0].First!.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void AFlushOfWhatIsDurable_IsRedundant()
    {
        FileLeaveOutReport report = FileCrashExplorer.LeaveOutEach(
            FileCommits.Of(files =>
            {
                files.Flush("payload");
                files.FlushDirectory();
            }),
            s_options);
        Assert.Equal([1], report.Redundant.Select(left => left.Number));
        Assert.Equal(2, report.Found.Count());
    }

    [Fact]
    public void AFlushThatNothingChecks_IsNotFound()
    {
        FileLeaveOutReport report = FileCrashExplorer.LeaveOutEach(
            FileCommits.Sound with { Subject = FileCrashSubject.Of(files => files, (_, _) => { }) }, s_options);
        Assert.Equal([0, 1], report.NotFound.Select(left => left.Number));
    }

    [Fact]
    public void AFlushOfTheRecovery_IsLeftOutToo()
    {
        FileCrashScenario scenario = new()
        {
            Run = run => run.Operation("nothing", () => { }),
            Subject = FileCrashSubject.Of(
                files =>
                {
                    if (!files.Exists("b"))
                    {
                        files.Write("b.tmp", "1");
                        files.Flush("b.tmp");
                        files.Rename("b.tmp", "b");
                        files.FlushDirectory();
                    }

                    return files;
                },
                (files, crash) => crash.Require(FilesLeft.Text(files, "b") == "1")),
        };
        FileLeaveOutReport report = FileCrashExplorer.LeaveOutEach(scenario, s_options);
        Assert.All(report.Flushes, left => Assert.True(left.IsInRecovery));
        Assert.Equal([0], report.Found.Select(left => left.Number));
    }

    [Fact]
    public void AScenarioThatFailsWithAllOfThem_IsRefused() =>
        Assert.Throws<CrashFoundException>(() => FileCrashExplorer.LeaveOutEach(FileCommits.WithoutFlush, s_options));
}
