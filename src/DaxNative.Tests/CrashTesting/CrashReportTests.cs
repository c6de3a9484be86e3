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
    public void Report_PrintsTheCallThatRepeats_WithAllThatDecidesTheImage()
    {
        var options = new ExplorerOptions { Seed = 3, MaxImages = 400, RecoveryDepth = 1 };
        CrashFailure failure = Commits.Explore(Commits.WithoutDrainBetween, options).Failures[0];
        Assert.Equal(
            $"CrashExplorer.Repeat(scenario, ImagePath.Parse(\"{failure.Image}\"), new ExplorerOptions {{ Seed = 3, MaxImages = 400, RecoveryDepth = 1 }})",
            failure.RepeatCall);
        Assert.Contains($"Repeat:  {failure.RepeatCall}", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SaysWhenOnlyLeaveOutEachMakesAnImageAgain() => Assert.Contains(
        "only LeaveOutEach, which leaves out Flush 0",
        CrashExplorer.LeaveOutEach(Commits.Sound).Events.Single(left => left.Fault is { Kind: TraceEventKind.Flush, Number: 0, IsInRecovery: false }).First!.RepeatCall,
        StringComparison.Ordinal);

    [Fact]
    public void Report_DoesNotSayAllOfThem_WhereItStoppedAtTheFirstFailure()
    {
        CrashReport report = Commits.Explore(Commits.WithoutDrainBetween, new ExplorerOptions { Workers = 1, StopAtFirstFailure = true });
        Assert.True(report.Levels[0].Built < report.Levels[0].Possible);
        Assert.DoesNotContain("all of them", report.ToString(), StringComparison.Ordinal);
        Assert.False(report.IsExhaustive);
    }

    // What the JIT has optimised has lines that are near, not exact.
    [Fact]
    public void Report_SaysWhetherALineIsExact()
    {
        string source = Commits.Explore(Commits.WithoutFlush).Failures[0].Lost[0].Source!;
        bool isDebug = typeof(Commits).Assembly.GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false)
            .OfType<System.Diagnostics.DebuggableAttribute>().Any(attribute => attribute.IsJITOptimizerDisabled);
        Assert.Contains(isDebug ? " at Commits.cs:" : " near Commits.cs:", source, StringComparison.Ordinal);
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
