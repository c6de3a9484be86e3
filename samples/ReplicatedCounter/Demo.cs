using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;

namespace DaxNative.Samples;

/// <summary>Three nodes, one kill, and what is left of the counter: everything.</summary>
internal static class Demo
{
    private const int Additions = 500;

    private static readonly string s_folder = $"/dev/shm/daxnative-counter-{Guid.NewGuid():N}";
    private static readonly string s_ports = string.Join(',', FreePorts());
    private static readonly Process?[] s_nodes = new Process?[3];

    internal static async Task<int> RunAsync()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            end.Cancel();
        };
        try
        {
            Console.WriteLine($"Three nodes in {s_folder}");
            Array.ForEach([0, 1, 2], Start);
            int leader = await AddAsync(1, end.Token);
            Console.WriteLine($"Node {leader} leads, and the counter is {await ValueAsync(leader, end.Token)}. It is killed: process {s_nodes[leader]!.Id}.");
            s_nodes[leader]!.Kill();
            await s_nodes[leader]!.WaitForExitAsync(end.Token);

            int next = await AddAsync(1 + Additions, end.Token);
            long value = await ValueAsync(next, end.Token);
            Console.WriteLine($"Node {next} leads now, and the counter is {value} after {2 * Additions} additions. Node {leader} starts again.");
            Start(leader);
            while (await ValueAsync(leader, end.Token) != value)
            {
                await Task.Delay(50, end.Token);
            }

            Console.WriteLine($"Node {leader} has caught up: {value}.");
            return value == 2 * Additions && next != leader ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        finally
        {
            foreach (Process node in s_nodes.OfType<Process>())
            {
                // A node ends with its input; one that does not is killed.
                node.StandardInput.Close();
                _ = node.WaitForExit(TimeSpan.FromSeconds(20));
                node.Kill();
            }

            Directory.Delete(s_folder, recursive: true);
        }
    }

    private static void Start(int node)
    {
        string[] program = Path.GetFileName(Environment.ProcessPath) == "dotnet" ? [typeof(Demo).Assembly.Location] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. program, "node", $"{s_folder}/{node}", $"{node}", s_ports]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        s_nodes[node] = Process.Start(start)!;
        Console.WriteLine(s_nodes[node]!.StandardOutput.ReadLine());
    }

    // Each addition goes to whoever leads, and again until there is an answer. Returns who gave the last.
    private static async Task<int> AddAsync(int first, CancellationToken token)
    {
        int node = 0;
        for (int number = first; number < first + Additions; number++)
        {
            while (!(await AskAsync(node, $"add 1 {number}", token)).StartsWith("ok", StringComparison.Ordinal))
            {
                node = (node + 1) % 3;
                await Task.Delay(50, token);
            }
        }

        return node;
    }

    // -1 where the node says nothing.
    private static async Task<long> ValueAsync(int node, CancellationToken token) =>
        long.TryParse(await AskAsync(node, "get", token), CultureInfo.InvariantCulture, out long value) ? value : -1;

    private static async Task<string> AskAsync(int node, string question, CancellationToken token)
    {
        try
        {
            await s_nodes[node]!.StandardInput.WriteLineAsync(question.AsMemory(), token);
            await s_nodes[node]!.StandardInput.FlushAsync(token);
            string answer = await s_nodes[node]!.StandardOutput.ReadLineAsync(token) ?? "";
            return answer[(answer.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (IOException dead)
        {
            return dead.Message;
        }
    }

    // Below those that outgoing connections take, so that a node which was killed finds its own free again.
    private static IEnumerable<int> FreePorts()
    {
        HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];
        return Enumerable.Range(Random.Shared.Next(10_000, 31_000), 1_000).Where(port => !taken.Contains(port)).Take(3);
    }
}
