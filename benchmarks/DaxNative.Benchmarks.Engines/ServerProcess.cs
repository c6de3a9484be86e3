using System.Diagnostics;
using System.Globalization;

namespace DaxNative.Benchmarks;

/// <summary>One of the servers in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    /// <exception cref="InvalidOperationException">It ended before it was ready.</exception>
    internal ServerProcess(EnginePlace place, string folder)
    {
        string program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ServerProcess).Assembly.Location] : [];
        _process = Process.Start(new ProcessStartInfo(program, [.. host, "serve", $"{place}", folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(EngineServer.Ready, StringComparison.Ordinal))
            {
                Port = int.Parse(line.AsSpan(EngineServer.Ready.Length), CultureInfo.InvariantCulture);
                return;
            }
        }

        _process.Dispose();
        throw new InvalidOperationException($"The server on {place.Title()} ended before it was ready.");
    }

    internal int Port { get; }

    public void Dispose()
    {
        // What it keeps is thrown away.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
