using DaxNative.Raft;
using DaxNative.Testing;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>A node's journal, crashed wherever the model lets it crash: between append, supersede, vote, snapshot and compaction.</summary>
public sealed class RaftCrashTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(StoreGranularity.CacheLine, 10_000)]
    [InlineData(StoreGranularity.Byte, 10_000)]
    [InlineData(StoreGranularity.Page, 500)]
    public void EveryCrash_LeavesAStateThatTheOperationsAllow(StoreGranularity granularity, long least)
    {
        CrashReport report = CrashExplorer.Explore(RaftCrashScenario.Create(granularity, forgetful: false), new ExplorerOptions { MaxImages = 60_000 });
        output.WriteLine(report.ToString());
        report.ThrowIfFailed();
        Assert.True(report.DistinctImages > least, $"only {report.DistinctImages} distinct images");
    }

    [Fact]
    public void ANodeThatForgetsItsVote_IsFound() =>
        Assert.Throws<CrashFoundException>(() => CrashExplorer.Explore(RaftCrashScenario.Create(StoreGranularity.CacheLine, forgetful: true), new ExplorerOptions { MaxImages = 10_000, StopAtFirstFailure = true }).ThrowIfFailed());
}
