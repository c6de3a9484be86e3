using System.Diagnostics;
using System.Globalization;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The sample's server in a process of its own, which a test kills.</summary>
internal sealed class GarnetProcess : IDisposable
{
    internal const string Sample = "GarnetOnPmem";

    private readonly Process _process;
    private readonly Task<string> _errors;

    internal GarnetProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(ProbeProcess.DotNet, [SampleProgram.AssemblyOf(Sample), "serve", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        var said = new List<string>();
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            said.Add(line);
            if (line.StartsWith("ready on port ", StringComparison.Ordinal))
            {
                Port = int.Parse(line.AsSpan("ready on port ".Length), CultureInfo.InvariantCulture);
                Guarantee = said[^2];
                return;
            }
        }

        _process.WaitForExit();
        Assert.Fail($"The server ended with {_process.ExitCode} before it was ready:\n{string.Join('\n', said)}\n{_errors.Result}");
    }

    internal int Port { get; }

    /// <summary>What it says of its memory.</summary>
    internal string Guarantee { get; } = "";

    /// <summary>What is mapped in it.</summary>
    internal IEnumerable<SmapsEntry> Areas => SmapsReader.Read(LinuxRoot.Running, _process.Id);

    internal void Kill()
    {
        Assert.Equal(0, Syscall.kill(_process.Id, Signum.SIGKILL));
        _process.WaitForExit();
    }

    /// <summary>Ends it by Ctrl-C.</summary>
    /// <returns>Its exit code and what it said at the end.</returns>
    internal (int ExitCode, string Output) Interrupt()
    {
        Assert.Equal(0, Syscall.kill(_process.Id, Signum.SIGINT));
        Task<string> rest = _process.StandardOutput.ReadToEndAsync();
        Assert.True(Patience.WaitForExit(_process, () => 0), "Ctrl-C does not end it.");
        return (_process.ExitCode, rest.Result + _errors.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
