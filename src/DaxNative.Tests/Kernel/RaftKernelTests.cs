using Xunit;
using Xunit.Abstractions;

namespace DaxNative.Tests;

/// <summary>Three nodes with their Raft logs on a DAX file system are killed, the leader and all at once: what was answered is there.</summary>
[Trait("Category", "Kernel")]
[Collection(ReconfiguresDevices.Name)]
public class RaftKernelTests(ITestOutputHelper output)
{
    // So many that the log is compacted on the way.
    private const int Additions = 120;

    // Under emulation a heartbeat may take longer than elsewhere a whole election does.
    private const int ElectionMilliseconds = 4000;

    [SkippableFact]
    public async Task Kill_OnADaxFileSystemLosesNothingThatWasAnswered()
    {
        string folder = Path.Combine(TestDevices.Get(TestDevices.NvdimmExt4), Guid.NewGuid().ToString("N"));
        await using var cluster = new CounterCluster(folder, ElectionMilliseconds);
        await CounterKillRounds.KillLeaderAsync(cluster, CounterKillRounds.Wanted / 2, Additions);
        await CounterKillRounds.KillAllAsync(cluster, CounterKillRounds.Wanted / 2, Additions);
        await CounterKillRounds.ExpectAllAsync(cluster, output);
        Assert.All(cluster.Guarantees, said => Assert.Matches(": (Byte|CacheLine) \\(", said));
    }
}
