using System.Net.NetworkInformation;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The three nodes of the sample in processes of their own, and clients that add as fast as they are answered.</summary>
internal sealed class CounterCluster : IAsyncDisposable
{
    private const int Clients = 4;

    private readonly CancellationTokenSource _end = new();
    private readonly long[] _acknowledged = new long[Clients];
    private readonly CounterProcess[] _nodes = new CounterProcess[3];
    private readonly string _folder;
    private readonly string _ports;
    private readonly int _patience;
    private readonly Task[] _load;
    private int _leader;

    /// <param name="folder">Where the nodes keep what they have, or null for one in memory; removed at the end.</param>
    /// <param name="patience">How long a node waits for a leader at least, in milliseconds.</param>
    internal CounterCluster(string? folder = null, int patience = 500)
    {
        _patience = patience;
        _folder = folder ?? TempPath.InMemory().Directory;
        _ports = string.Join(',', FreePorts().Take(3));
        Array.ForEach([0, 1, 2], Start);
        _load = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(() => AddAsync(client)))];
    }

    /// <summary>Who answered last.</summary>
    internal int Leader => Volatile.Read(ref _leader);

    /// <summary>How many additions were answered.</summary>
    internal long Acknowledged => Enumerable.Range(0, Clients).Sum(client => Volatile.Read(ref _acknowledged[client]));

    /// <summary>What each node that runs has said of its memory.</summary>
    internal IEnumerable<string> Guarantees => _nodes.Select(node => node.FirstLine);

    internal void Start(int node) => _nodes[node] = new CounterProcess([SampleProgram.AssemblyOf("ReplicatedCounter"), "node", $"{_folder}/{node}", $"{node}", _ports, $"{_patience}"]);

    internal void Kill(params int[] nodes)
    {
        Array.ForEach(nodes, node => _nodes[node].Kill());
        Array.ForEach(nodes, node => _nodes[node].WaitForExit());
    }

    /// <summary>Waits until so many more additions are answered.</summary>
    internal async Task ProgressAsync(int additions)
    {
        long target = Acknowledged + additions;
        bool isThere = await Task.Run(() => Patience.Until(() => Acknowledged >= target || _load.Any(client => client.IsCompleted)));
        Assert.True(isThere && Acknowledged >= target, $"{Acknowledged} of {target} additions are answered.\n{string.Join("\n", _nodes.Select(node => node.ToString()))}");
    }

    /// <summary>Ends the load, each client with its last addition answered, and reads every node's counter once it does not lag any more.</summary>
    internal async Task<long[]> CountAsync()
    {
        await _end.CancelAsync();
        await Patience.For(Task.WhenAll(_load).ContinueWith(all => all.IsCompletedSuccessfully, TaskScheduler.Default));
        long total = Acknowledged;
        return await Task.WhenAll(_nodes.Select(node => Task.Run(async () =>
        {
            long value = -1;
            for (int looks = 0; looks < 2000 && value != total; looks++)
            {
                value = long.TryParse(await node.AskAsync("get"), out long count) ? count : -1;
                await Task.Delay(10);
            }

            return value;
        })));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (CounterProcess node in _nodes)
        {
            node.Kill();
            node.Dispose();
        }

        await Task.WhenAll(_load);
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Below those that outgoing connections take: a node that was killed finds its own free again, and nobody who looks for it finds himself.
    private static IEnumerable<int> FreePorts()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];
        return Enumerable.Range(Random.Shared.Next(10_000, 31_000), 1_000).Where(port => !taken.Contains(port));
    }

    // Each addition again until it is answered; the counter counts it once, and nothing that comes behind a missing one.
    private async Task AddAsync(int client)
    {
        int node = client % 3;
        for (long number = 1; !_end.IsCancellationRequested; number++)
        {
            while (!(await _nodes[node].AskAsync($"add {client + 1} {number}")).StartsWith("ok", StringComparison.Ordinal))
            {
                if (_end.IsCancellationRequested && _nodes.All(one => one.HasEnded))
                {
                    return;
                }

                node = (node + 1) % 3;
                await Task.Delay(20);
            }

            Volatile.Write(ref _acknowledged[client], number);
            Volatile.Write(ref _leader, node);
        }
    }
}
