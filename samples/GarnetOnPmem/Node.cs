using System.Net;
using StackExchange.Redis;

namespace DaxNative.Samples;

/// <summary>A node as an operator talks to it.</summary>
internal sealed class Node(ConnectionMultiplexer connection, int port) : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly IServer _server = connection.GetServer(IPAddress.Loopback, port);

    internal static async Task<Node> ConnectAsync(int port)
    {
        var configuration = new ConfigurationOptions
        {
            EndPoints = { { IPAddress.Loopback, port } },
            AllowAdmin = true,
            AbortOnConnectFail = true,
            ConnectRetry = 5,
            ConnectTimeout = 20_000,
            SyncTimeout = 20_000,
            AsyncTimeout = 20_000,
        };
        return new Node(await ConnectionMultiplexer.ConnectAsync(configuration), port);
    }

    internal IDatabase Database => connection.GetDatabase();

    internal async Task<string> AskAsync(string command, params object[] arguments) => $"{await _server.ExecuteAsync(command, arguments)}";

    internal Task<string> IdAsync() => AskAsync("CLUSTER", "MYID");

    internal async Task<long> CountAsync() => long.Parse(await AskAsync("DBSIZE"), System.Globalization.CultureInfo.InvariantCulture);

    internal async Task<bool> IsAsync(string role) => (await AskAsync("INFO", "REPLICATION")).Contains($"role:{role}", StringComparison.Ordinal);

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was no for minutes.</exception>
    internal static async Task UntilAsync(string what, Func<Task<bool>> isSo, CancellationToken cancellation)
    {
        for (long since = Environment.TickCount64; !await isSo();)
        {
            if (Environment.TickCount64 - since > s_longest.TotalMilliseconds)
            {
                throw new TimeoutException($"This did not come: {what}.");
            }

            await Task.Delay(100, cancellation);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
