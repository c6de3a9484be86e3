using StackExchange.Redis;

namespace DaxNative.Samples;

/// <summary>
/// A primary that is killed, and a replica that takes its place. Garnet does not decide that by itself: an operator, or who stands for one,
/// tells the replica to take over.
/// </summary>
internal static class Failover
{
    internal static async Task<int> RunAsync(string? folder, int keys, CancellationToken cancellation)
    {
        string data = folder ?? $"/dev/shm/daxnative-failover-{Environment.ProcessId}";
        Directory.CreateDirectory(data);
        try
        {
            return await RunAsync(Path.Combine(data, "one"), Path.Combine(data, "two"), keys, cancellation);
        }
        catch (Exception failure) when (failure is TimeoutException or RedisException or InvalidOperationException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
        finally
        {
            if (folder is null)
            {
                Directory.Delete(data, recursive: true);
            }
        }
    }

    private static async Task<int> RunAsync(string one, string two, int keys, CancellationToken cancellation)
    {
        int firstPort = Serving.FreePort();
        using NodeProcess first = await NodeProcess.StartAsync(one, firstPort, cancellation);
        using NodeProcess second = await NodeProcess.StartAsync(two, Serving.FreePort(), cancellation);
        Console.WriteLine($"primary on port {first.Port}, replica on port {second.Port}");
        await FormAsync(first.Port, second.Port, cancellation);

        await using (Node primary = await Node.ConnectAsync(first.Port))
        {
            await WriteAsync(primary, 0, keys);
        }

        Console.WriteLine($"{keys} keys written and acknowledged");
        await using Node replica = await Node.ConnectAsync(second.Port);
        await Node.UntilAsync("every key on the replica", async () => await replica.CountAsync() == keys, cancellation);

        first.Kill();
        Console.WriteLine("primary killed");
        await replica.AskAsync("CLUSTER", "FAILOVER", "TAKEOVER");
        await Node.UntilAsync("the replica takes over", () => replica.IsAsync("master"), cancellation);

        // A connection of its own: the one before knows the old primary.
        await using Node survivor = await Node.ConnectAsync(second.Port);
        int survived = await CountAsync(survivor, keys);
        Console.WriteLine($"replica took over: {survived} of {keys} keys survived");

        int more = keys / 10;
        await WriteAsync(survivor, keys, more);
        using NodeProcess again = await NodeProcess.StartAsync(one, firstPort, cancellation);
        await using Node returned = await Node.ConnectAsync(again.Port);
        string survivorId = await survivor.IdAsync();
        await Node.UntilAsync("the old primary meets the new one", async () => (await returned.AskAsync("CLUSTER", "NODES")).Contains(survivorId, StringComparison.Ordinal), cancellation);
        if (!await returned.IsAsync("slave"))
        {
            await returned.AskAsync("CLUSTER", "REPLICATE", survivorId);
        }

        await Node.UntilAsync("the old primary follows", async () => await returned.IsAsync("slave") && await returned.CountAsync() == keys + more, cancellation);
        Console.WriteLine($"old primary came back as the replica: {await returned.CountAsync()} of {keys + more} keys");
        return survived == keys ? 0 : 1;
    }

    private static async Task FormAsync(int primaryPort, int replicaPort, CancellationToken cancellation)
    {
        await using Node primary = await Node.ConnectAsync(primaryPort);
        await using Node replica = await Node.ConnectAsync(replicaPort);
        await primary.AskAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
        await primary.AskAsync("CLUSTER", "SET-CONFIG-EPOCH", 1);
        await replica.AskAsync("CLUSTER", "SET-CONFIG-EPOCH", 2);
        await primary.AskAsync("CLUSTER", "MEET", "127.0.0.1", replicaPort);
        string id = await primary.IdAsync();
        await Node.UntilAsync("the nodes meet", async () => (await replica.AskAsync("CLUSTER", "NODES")).Contains(id, StringComparison.Ordinal), cancellation);
        await replica.AskAsync("CLUSTER", "REPLICATE", id);
        await Node.UntilAsync("the replica follows", () => replica.IsAsync("slave"), cancellation);
    }

    private static async Task WriteAsync(Node node, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            await node.Database.StringSetAsync(KeyOf(i), ValueOf(i));
        }
    }

    private static async Task<int> CountAsync(Node node, int keys)
    {
        int found = 0;
        for (int i = 0; i < keys; i++)
        {
            found += await node.Database.StringGetAsync(KeyOf(i)) == ValueOf(i) ? 1 : 0;
        }

        return found;
    }

    private static string KeyOf(int number) => $"key:{number}";

    private static string ValueOf(int number) => $"value {number}";
}
