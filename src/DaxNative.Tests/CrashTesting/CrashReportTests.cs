using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class CrashReportTests
{
    [Fact]
    public void Report_NamesTheStoreThatWasLost_TheOneThatCameFirst_AndTheMissingDrain()
    {
        CrashFailure failure = Commits.Explore(Commits.WithoutDrainBetween).Failures[0];
        StoreEvidence lost = Assert.Single(failure.Lost);
        StoreEvidence kept = Assert.Single(failure.Kept);
        Assert.Equal((64, 8, "0000000000000000", "0700000000000000"), (lost.Offset, lost.Length, lost.Before, lost.After));
        Assert.Equal("commit (operation 0)", lost.Operation);
        Assert.Equal(0, kept.Offset);
        Assert.Contains("a drain by the thread that flushed between store 0 and store 1", failure.Missing, StringComparison.Ordinal);
        Assert.Contains("Commits.cs:", lost.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_NamesTheAcknowledgementThatCameTooEarly()
    {
        CrashReport report = Commits.Explore(Commits.Of(map =>
        {
            map.StoreAtomic(64, 7);
            map.StoreAtomic(0, 1, StoreOptions.NoFlush);
        }));
        CrashFailure failure = report.Failures[0];
        Assert.Equal("not flushed", Assert.Single(failure.Lost).State);
        Assert.Contains("before commit (operation 0) is completed", failure.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_LeavesOutWhatIsNotToBlame()
    {
        CrashReport report = Commits.Explore(Commits.Of(map =>
        {
            for (int line = 2; line < 10; line++)
            {
                map.StoreAtomic(line * 64, 9, StoreOptions.NoDrain);
            }

            map.StoreAtomic(64, 7, StoreOptions.NoDrain);
            map.StoreAtomic(0, 1);
        }));
        Assert.All(report.Failures, failure => Assert.Equal((64, 0), (Assert.Single(failure.Lost).Offset, Assert.Single(failure.Kept).Offset)));
    }

    [Fact]
    public void Report_NarrowsATornStoreToItsWords()
    {
        CrashScenario scenario = Commits.Of(map => map.Fill(64, 64, 7, StoreOptions.Temporal)) with
        {
            Subject = CrashSubject.Of(memory => memory, (memory, crash) =>
                crash.Require(memory.ReadOnlyRef<byte>(72) == memory.ReadOnlyRef<byte>(112))),
        };
        StoreEvidence lost = Assert.Single(Commits.Explore(scenario).Failures[0].Lost);
        Assert.Equal(8, lost.Length);
        Assert.Contains(lost.Offset, new long[] { 72, 112 });
    }

    [Fact]
    public void Repeat_FailsAgainInTheSameWay()
    {
        var options = new ExplorerOptions { Seed = 3, MaxImages = 400 };
        CrashFailure failure = Commits.Explore(Commits.WithoutDrainBetween, options).Failures[0];
        Exception? again = CrashExplorer.Repeat(Commits.WithoutDrainBetween, ImagePath.Parse(failure.Image.ToString()), options);
        Assert.Equal(failure.Cause.Message, again?.Message);
    }

    [Fact]
    public void Repeat_OfAnImageThatIsSound_FindsNothing() =>
        Assert.Null(CrashExplorer.Repeat(Commits.WithoutDrainBetween, ImagePath.Parse("0:0")));

    [Theory]
    [InlineData("9:9")]
    [InlineData("0:0/0:99")]
    public void Repeat_RefusesAnImageThatIsNone(string path) =>
        Assert.Throws<ArgumentException>(() => CrashExplorer.Repeat(Commits.Sound, ImagePath.Parse(path)));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1:x")]
    [InlineData("1:2/")]
    public void Parse_RefusesWhatIsNoPath(string text) => Assert.Throws<FormatException>(() => ImagePath.Parse(text));

    [Fact]
    public void ThrowIfFailed_BringsTheReportAndTheCause()
    {
        CrashReport report = Commits.Explore(Commits.WithoutFlush);
        CrashFoundException found = Assert.Throws<CrashFoundException>(report.ThrowIfFailed);
        Assert.Same(report, found.Report);
        Assert.IsType<CrashCheckException>(found.InnerException);
        Assert.Contains("Repeat:", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SaysWhenARecoveryDependsOnMoreThanTheMemory()
    {
        int calls = 0;
        CrashScenario scenario = Commits.Sound with { Subject = CrashSubject.Of(memory => memory, (_, crash) => crash.Require(++calls != 3)) };
        Assert.Contains("nothing but the memory", Commits.Explore(scenario).Failures[0].Missing, StringComparison.Ordinal);
    }
}
