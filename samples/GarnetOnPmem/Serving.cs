using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DaxNative.Garnet;
using Garnet;
using Garnet.server;
using Microsoft.Extensions.Logging;

namespace DaxNative.Samples;

/// <summary>What a server is asked for.</summary>
internal sealed record ServeOptions(string Data, long Length, int Port, bool IsCluster, bool OwnDevice);

/// <summary>A Garnet server on persistent memory.</summary>
internal static class Serving
{
    /// <summary>What the line begins with that says that requests are taken.</summary>
    internal const string Ready = "ready on port ";

    internal static int Run(ServeOptions asked)
    {
        int port = asked.Port == 0 ? FreePort() : asked.Port;
        using ILoggerFactory logs = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        GarnetServerOptions options = OptionsOf(asked, port);
        using var stop = new ManualResetEventSlim();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            using PmemDeviceFactoryCreator? memory = asked.OwnDevice ? null : options.UsePersistentMemory(asked.Data, new PmemDeviceOptions
            {
                Logger = logs.CreateLogger("DaxNative.Garnet"),

                // So that it can be tried where there is no persistent memory; the line below says what it is worth.
                Store = new SegmentStoreOptions { AllowVolatile = true, Length = asked.Length },
            });
            using (var server = new GarnetServer(options, logs))
            {
                server.Start();
                Console.WriteLine($"{(memory is null ? "Garnet's own device" : $"{asked.Data}: {memory.Guarantee}")}");
                Console.WriteLine($"{Ready}{port}");
                stop.Wait();
            }

            Console.WriteLine("closed");
            return 0;
        }
        catch (DaxException refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            return 1;
        }

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Set();
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Small, so that a laptop does; an answer is given when its commit is durable.
    private static GarnetServerOptions OptionsOf(ServeOptions asked, int port) => new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Loopback, port)],
        QuietMode = true,
        EnableAOF = true,
        WaitForCommit = true,
        CommitFrequencyMs = 0,
        Recover = true,
        FailOnRecoveryError = true,
        CheckpointDir = asked.OwnDevice ? asked.Data : null,
        DeviceType = Tsavorite.core.DeviceType.RandomAccess,
        LogMemorySize = "64m",
        PageSize = "1m",
        IndexMemorySize = "16m",
        AofMemorySize = "32m",
        AofPageSize = "4m",
        AofSegmentSize = "64m",
        SegmentSize = "64m",
        ObjectLogSegmentSize = "64m",
        MaxDatabases = 1,
        EnableCluster = asked.IsCluster,
        GossipDelay = 1,
        ClusterTimeout = 5,
        OnDemandCheckpoint = true,
    };
}
