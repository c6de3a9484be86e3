using System.Diagnostics;
using System.Globalization;

namespace DaxNative.Samples;

/// <summary>A node of the cluster: this program's <c>serve</c> in a process of its own.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    internal int Port { get; }

    /// <summary>Starts one, and waits until it takes requests.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    internal static async Task<NodeProcess> StartAsync(string data, int port, CancellationToken cancellation)
    {
        string[] arguments = ["serve", "--cluster", "--data", data, "--port", port.ToString(CultureInfo.InvariantCulture)];
        string program = Environment.ProcessPath!;
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isHosted ? [typeof(NodeProcess).Assembly.Location, .. arguments] : arguments) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                if (line.StartsWith(Serving.Ready, StringComparison.Ordinal))
                {
                    return new NodeProcess(process, port);
                }
            }

            throw new InvalidOperationException($"The node on port {port} ended before it was ready.");
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it as a power cut would: SIGKILL, to it alone.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
