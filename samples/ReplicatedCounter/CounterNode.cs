using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using DaxNative.Raft;
using DotNext.Net.Cluster.Consensus.Raft;
using DotNext.Net.Cluster.Consensus.Raft.Membership;

namespace DaxNative.Samples;

/// <summary>
/// One of the three. It is asked by lines, <c>add CLIENT NUMBER</c> or <c>get</c>, and answers each with that line and what it says to it, in any order.
/// Ends with its input, and so with who started it.
/// </summary>
internal static class CounterNode
{
    internal static async Task RunAsync(string folder, int self, int[] ports, int patience)
    {
        var counter = new Counter();
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, "raft.log");
        var options = new RaftLogOptions { Length = 64 << 10, RequiredGranularity = StoreGranularity.CacheLine, AllowVolatile = true };
        await using var log = new PersistentRaftLog(path, counter, options);        // in the place of: new WriteAheadLog(options, counter)
        Console.WriteLine($"Node {self}: {log.Guarantee}; entries up to {log.LastEntryIndex}");

        // Who the three are is told by the command line, and nowhere stored.
        var configuration = new RaftCluster.TcpConfiguration(new IPEndPoint(IPAddress.Loopback, ports[self]))
        {
            LowerElectionTimeout = patience,
            UpperElectionTimeout = 2 * patience,
            RequestTimeout = TimeSpan.FromMilliseconds(2 * patience),
            ColdStart = false,
            ConfigurationStorage = null!,
        };
        var members = ((InMemoryClusterConfigurationStorage<EndPoint>)configuration.ConfigurationStorage).CreateInitialConfigurationBuilder();
        Array.ForEach(ports, port => members.Add(new IPEndPoint(IPAddress.Loopback, port)));
        members.Build();
        await using var cluster = new RaftCluster(configuration) { AuditTrail = log };
        await cluster.StartAsync(CancellationToken.None);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            _ = AnswerAsync(line, cluster, counter);
        }

        await cluster.StopAsync(CancellationToken.None);
    }

    private static async Task AnswerAsync(string line, RaftCluster cluster, Counter counter)
    {
        string answer;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            if (line.StartsWith("add ", StringComparison.Ordinal))
            {
                // The client and his number, as the state machine reads them. Returns once a majority has them, and this node has applied them.
                long[] addition = [.. line.Split(' ')[1..].Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
                await cluster.ReplicateAsync(MemoryMarshal.AsBytes(addition.AsSpan()).ToArray(), token: limit.Token);
            }

            answer = line.StartsWith("add ", StringComparison.Ordinal) ? "ok" : $"{counter.Value}";
        }
        catch (Exception failure)
        {
            answer = $"no, {failure.Message.ReplaceLineEndings(" ")}";
        }

        Console.WriteLine($"{line}: {answer}");
    }
}
