using System.Net;
using System.Net.Sockets;
using DaxNative.Garnet;
using Garnet;
using Garnet.server;
using Tsavorite.core;

namespace DaxNative.Benchmarks;

/// <summary>A Garnet server that answers a SET when its append-only file has it.</summary>
internal static class EngineServer
{
    internal const string Ready = "ready on port ";

    internal static int Run(EnginePlace place, string folder)
    {
        GarnetServerOptions options = OptionsOf(place, folder, FreePort());
        using PmemDeviceFactoryCreator? memory = place == EnginePlace.Ours ? options.UsePersistentMemory(folder, Ours) : null;
        using var server = new GarnetServer(options);
        server.Start();
        Console.WriteLine($"{Ready}{((IPEndPoint)options.EndPoints[0]).Port}");
        _ = Console.In.ReadToEnd();
        return 0;
    }

    /// <summary>Where a fence is what makes a write durable; a RAM disk stands for persistent memory.</summary>
    internal static PmemDeviceOptions Ours => new() { Store = new SegmentStoreOptions { AllowVolatile = true, RequiredGranularity = StoreGranularity.CacheLine } };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static GarnetServerOptions OptionsOf(EnginePlace place, string folder, int port) => new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Loopback, port)],
        QuietMode = true,
        EnableAOF = true,
        WaitForCommit = true,
        CommitFrequencyMs = 0,
        CheckpointDir = place == EnginePlace.Ours ? null : folder,
        DeviceType = DeviceType.RandomAccess,
        UseAofNullDevice = place == EnginePlace.Null,
        LogMemorySize = "64m",
        PageSize = "1m",
        IndexMemorySize = "16m",
        AofMemorySize = "32m",
        AofPageSize = "4m",
        AofSegmentSize = "64m",
        SegmentSize = "64m",
        ObjectLogSegmentSize = "64m",
        MaxDatabases = 1,
    };
}
