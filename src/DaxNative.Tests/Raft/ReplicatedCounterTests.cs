using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Three processes, killed again and again while clients add. What was answered is there.</summary>
public sealed class ReplicatedCounterTests(ITestOutputHelper output)
{
    private const string Sample = "ReplicatedCounter";

    [Fact]
    public async Task KillingTheLeader_LosesNothingThatWasAnswered()
    {
        await using var cluster = new CounterCluster();

        // So many that the log was compacted, and one that comes back needs a snapshot.
        await CounterKillRounds.KillLeaderAsync(cluster, CounterKillRounds.Wanted, 600);
        await CounterKillRounds.ExpectAllAsync(cluster, output);
    }

    [Fact]
    public async Task KillingAllThree_LosesNothingThatWasAnswered()
    {
        await using var cluster = new CounterCluster();
        await CounterKillRounds.KillAllAsync(cluster, (CounterKillRounds.Wanted + 1) / 2, 600);
        await CounterKillRounds.ExpectAllAsync(cluster, output);
    }

    [Fact]
    public void Demo_KillsTheLeaderAndCountsOn()
    {
        ProcessResult result = SampleProgram.Run(Sample, "demo");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("has caught up: 1000.", result.Output, StringComparison.Ordinal);
        string folder = result.Output.Split('\n')[0].Split(' ')[^1].TrimEnd('.');
        Assert.StartsWith("/dev/shm/", folder, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder), folder);
    }

    [Fact]
    public void AWrongCommand_IsRefused() => Assert.Equal(64, SampleProgram.Run(Sample, "nod").ExitCode);
}
