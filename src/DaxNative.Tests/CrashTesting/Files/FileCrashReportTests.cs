using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class FileCrashReportTests
{
    [Fact]
    public void Report_NamesTheFile_TheWrite_TheOffset_AndTheMissingFlush()
    {
        FileCrashFailure failure = FileCommits.Explore(FileCommits.WithoutFlush).Failures[0];
        FileEvidence lost = Assert.Single(failure.Lost);
        FileEvidence kept = Assert.Single(failure.Kept);
        Assert.Equal(("payload", FilePart.Content, "write 0 to payload", "commit (operation 0)"), (lost.Path, lost.Part, lost.Event, lost.Operation));
        Assert.InRange(lost.Length, 1, 512);
        Assert.Equal(0, lost.Offset % 512);
        Assert.Equal(("committed", FilePart.Name), (kept.Path, kept.Part));
        Assert.Contains("a flush of payload (fsync) between write 0 to payload and creation 0 of committed", failure.Missing, StringComparison.Ordinal);
        Assert.Contains("FilesLeft.cs:", lost.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_NamesTheDirectoryThatWasNotFlushed()
    {
        FileCrashFailure failure = FileCommits.Explore(FileCommits.Sound with
        {
            Run = run => run.Operation("commit", () =>
            {
                run.Files.Write("payload", new string('b', 1200));
                run.Files.Flush("payload");
                run.Files.Open("committed", FileMode.CreateNew);
            }),
        }).Failures[0];
        FileEvidence lost = Assert.Single(failure.Lost);
        Assert.Equal(("committed", FilePart.Name, "the root directory was not flushed"), (lost.Path, lost.Part, lost.State));
        Assert.Contains("a flush of the root directory (fsync of the directory) after creation 0 of committed and before commit (operation 0) is completed", failure.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_NamesALengthThatWasLost()
    {
        FileCrashFailure failure = FileCommits.Explore(new FileCrashScenario
        {
            Prepare = files => files.Write("f", "aaaa"),
            Run = run => run.Operation("append", () => run.Files.Open("f").Append("b"u8)),
            Subject = FileCrashSubject.Of(files => files.Open("f").Length, (length, crash) => crash.Require(length >= 4 + crash.CompletedCount)),
        }).Failures[0];
        Assert.Contains(failure.Lost, lost => lost is { Part: FilePart.Length, State: "the file was not flushed" });
        Assert.Contains("the length that write 0 to f of append (operation 0) gave it", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SaysThatAFlushFailed()
    {
        FileCrashFailure failure = FileCommits.Explore(FileCommits.Of(files =>
        {
            Assert.Throws<IOException>(() => files.Flush("payload"));
            files.Flush("payload");
        }) with
        { FailedFlushes = [0] }).Failures[0];
        Assert.All(failure.Lost, lost => Assert.Equal("its flush failed, and nothing wrote it again", lost.State));
        Assert.Contains("its pages are clean", failure.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SaysThatAWriteWasTorn()
    {
        FileCrashFailure failure = FileCommits.Explore(FileCommits.Sound with
        {
            Subject = FileCrashSubject.Of(files => FilesLeft.Text(files, "payload"), (text, crash) => crash.Require(text.Distinct().Count() == 1)),
        }).Failures[0];
        Assert.Contains("can be torn: a power cut keeps sectors of 512 bytes whole", failure.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeat_FailsAgainInTheSameWay()
    {
        var options = new ExplorerOptions { Seed = 3, MaxImages = 40 };
        FileCrashFailure failure = FileCommits.Explore(FileCommits.WithoutFlush, options).Failures[0];
        Exception? again = FileCrashExplorer.Repeat(FileCommits.WithoutFlush, ImagePath.Parse(failure.Image.ToString()), options);
        Assert.Equal(failure.Cause.Message, again?.Message);
    }

    [Fact]
    public void Repeat_MakesAnImageOfARecovery()
    {
        FileCrashFailure failure = FileCommits.Explore(RecoveryThatForgets).Failures[0];
        Assert.Equal(2, failure.Image.Steps.Count);
        Assert.Contains("of recovery 1", failure.Where, StringComparison.Ordinal);
        Assert.Equal("the recovery", failure.Lost[0].Operation);
        Assert.Equal(failure.Cause.Message, FileCrashExplorer.Repeat(RecoveryThatForgets, failure.Image)?.Message);
    }

    [Theory]
    [InlineData("99:0")]
    [InlineData("0:99")]
    public void Repeat_RefusesAnImageThatIsNone(string path) =>
        Assert.Throws<ArgumentException>(() => FileCrashExplorer.Repeat(FileCommits.Sound, ImagePath.Parse(path)));

    [Fact]
    public void ThrowIfFailed_BringsTheReportAndTheCause()
    {
        FileCrashReport report = FileCommits.Explore(FileCommits.WithoutFlush);
        CrashFoundException found = Assert.Throws<CrashFoundException>(report.ThrowIfFailed);
        Assert.Same(report, found.FileReport);
        Assert.Null(found.Report);
        Assert.IsType<CrashCheckException>(found.InnerException);
        Assert.Contains("Repeat:", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SaysWhenARecoveryDependsOnMoreThanTheFiles()
    {
        int calls = 0;
        FileCrashScenario scenario = FileCommits.Sound with { Subject = FileCrashSubject.Of(files => files, (_, crash) => crash.Require(++calls != 3)) };
        Assert.Contains("nothing but the files", FileCommits.Explore(scenario).Failures[0].Missing, StringComparison.Ordinal);
    }

    // It moves the one file that there is, and a crash between its two steps leaves none.
    private static FileCrashScenario RecoveryThatForgets => new()
    {
        Prepare = files => files.Write("a", "1"),
        Run = run => run.Operation("nothing", () => { }),
        Subject = FileCrashSubject.Of(
            files =>
            {
                if (files.Exists("a"))
                {
                    files.Delete("a");
                    files.Write("b", "1");
                    files.FlushDirectory();
                }

                return files;
            },
            (files, crash) => crash.Require(files.List().Count == 1)),
    };
}
