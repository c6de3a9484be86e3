using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class HtmlReportTests
{
    [Fact]
    public void Page_ShowsTheLostStoreItsLineAndTheCallThatRepeats()
    {
        CrashReport report = CrashExplorer.Explore(Scenario("a <b> & c", isDrained: false));
        CrashFailure failure = report.Failures[0];
        string page = PageOf(report);
        Assert.Contains("a &lt;b&gt; &amp; c", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b> & c", page, StringComparison.Ordinal);
        Assert.Contains($"{nameof(HtmlReportTests)}.cs:", page, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"lost\">", page, StringComparison.Ordinal);
        Assert.Contains("here the power went", page, StringComparison.Ordinal);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(failure.RepeatCall), page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfASoundScenarioSaysSo()
    {
        string page = PageOf(CrashExplorer.Explore(Scenario("sound", isDrained: true)));
        Assert.Contains("no crash image failed", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Failure", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfACrashOfTheRecoveryShowsTheRunBeforeIt()
    {
        CrashScenario scenario = Scenario("recovery", isDrained: true) with
        {
            Subject = CrashSubject.Of(
                memory =>
                {
                    // A mark that comes before what it stands for.
                    memory.StoreAtomic(64, 1L);
                    memory.StoreAtomic(0, memory.ReadOnlyRef<long>(0) | 2, StoreOptions.NoDrain);
                    return memory;
                },
                (memory, crash) => crash.Require(crash.RecoveriesCut == 0 || memory.ReadOnlyRef<long>(64) == 0 || (memory.ReadOnlyRef<long>(0) & 2) == 0)),
        };
        CrashReport report = CrashExplorer.Explore(scenario);
        Assert.Contains(report.Failures, failure => failure.Image.Steps.Count > 1);
        Assert.Contains("then it went again while the recovery ran", PageOf(report), StringComparison.Ordinal);
    }

    private static string PageOf(CrashReport report)
    {
        using var writer = new StringWriter();
        report.WriteHtml(writer);
        return writer.ToString();
    }

    private static CrashScenario Scenario(string name, bool isDrained) => new()
    {
        Name = name,
        Length = 128,
        Run = run => run.Operation("store", () => run.Memory.StoreAtomic(0, 1L, isDrained ? StoreOptions.None : StoreOptions.NoDrain)),
        Subject = CrashSubject.Of(memory => memory, (memory, crash) => crash.Require(memory.ReadOnlyRef<long>(0) != 0 || crash.CompletedCount == 0)),
    };
}
