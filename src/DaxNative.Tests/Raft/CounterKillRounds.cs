using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>A cluster whose leader, or all of it, is killed while clients add: every answered addition is there in all three, once.</summary>
internal static class CounterKillRounds
{
    /// <summary>How many rounds there are in a run of the tests, or as many as somebody likes.</summary>
    internal static int Wanted { get; } = int.Parse(Environment.GetEnvironmentVariable("DAXNATIVE_RAFT_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    /// <param name="additions">How many are answered before each kill and after it.</param>
    internal static async Task KillLeaderAsync(CounterCluster cluster, int rounds, int additions)
    {
        for (int round = 0; round < rounds; round++)
        {
            await cluster.ProgressAsync(additions);
            int leader = cluster.Leader;
            cluster.Kill(leader);
            await cluster.ProgressAsync(additions);
            cluster.Start(leader);
        }
    }

    internal static async Task KillAllAsync(CounterCluster cluster, int rounds, int additions)
    {
        for (int round = 0; round < rounds; round++)
        {
            await cluster.ProgressAsync(additions);
            cluster.Kill(0, 1, 2);
            Array.ForEach([0, 1, 2], cluster.Start);
        }

        await cluster.ProgressAsync(additions / 6);
    }

    /// <summary>Ends the load, and compares.</summary>
    internal static async Task ExpectAllAsync(CounterCluster cluster, ITestOutputHelper output)
    {
        long[] values = await cluster.CountAsync();
        output.WriteLine($"{cluster.Acknowledged} additions were answered; the counters are {string.Join(", ", values)}");
        Assert.All(values, value => Assert.Equal(cluster.Acknowledged, value));
    }
}
