using System.Diagnostics;

namespace DaxNative.Benchmarks;

/// <summary>Connections to one server, each of which sets a key and waits for the answer before the next.</summary>
internal sealed class SetCase : IEngineCase
{
    private readonly SetConnection[] _connections;

    internal SetCase(int port, int connections, int size) => _connections = [.. Enumerable.Range(0, connections).Select(number => new SetConnection(port, number, size))];

    public Slice Run(TimeSpan time)
    {
        var all = new List<long>[_connections.Length];
        using var together = new Barrier(_connections.Length + 1);
        Thread[] threads = [.. _connections.Select((connection, number) => new Thread(() =>
        {
            together.SignalAndWait();
            all[number] = connection.Run(time);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        together.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        Array.ForEach(threads, thread => thread.Join());
        return Slice.Of([.. all.SelectMany(one => one)], Stopwatch.GetElapsedTime(start));
    }

    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());
}
