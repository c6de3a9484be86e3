using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Three processes, killed again and again while clients add. What was answered is there.</summary>
public sealed class ReplicatedCounterTests(ITestOutputHelper output)
{
    private const string Sample = "ReplicatedCounter";

    // More, by hand.
    private static readonly int s_rounds = int.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_RAFT_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task KillingTheLeader_LosesNothingThatWasAnswered()
    {
        await using var cluster = new CounterCluster();
        for (int round = 0; round < s_rounds; round++)
        {
            // So many that the log was compacted, and one that comes back needs a snapshot.
            await cluster.ProgressAsync(600);
            int leader = cluster.Leader;
            cluster.Kill(leader);
            await cluster.ProgressAsync(600);
            cluster.Start(leader);
        }

        await ExpectAllAsync(cluster);
    }

    [Fact]
    public async Task KillingAllThree_LosesNothingThatWasAnswered()
    {
        await using var cluster = new CounterCluster();
        for (int round = 0; round < (s_rounds + 1) / 2; round++)
        {
            await cluster.ProgressAsync(600);
            cluster.Kill(0, 1, 2);
            Array.ForEach([0, 1, 2], cluster.Start);
        }

        await cluster.ProgressAsync(100);
        await ExpectAllAsync(cluster);
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

    private async Task ExpectAllAsync(CounterCluster cluster)
    {
        long[] values = await cluster.CountAsync();
        output.WriteLine($"{cluster.Acknowledged} additions were answered; the counters are {string.Join(", ", values)}");
        Assert.All(values, value => Assert.Equal(cluster.Acknowledged, value));
    }
}
