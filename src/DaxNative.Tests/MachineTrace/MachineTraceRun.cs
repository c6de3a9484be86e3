using System.Diagnostics;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// One boot of the traced machine, which all tests of it share. DAXNATIVE_MACHINE_TRACE names its kernel series, or a folder with
/// what tools/trace/conformance.sh has left.
/// </summary>
public sealed class MachineTraceRun : IDisposable
{
    private readonly TempPath _folder = TempPath.OnDisk();
    private readonly Lazy<string> _traced;

    public MachineTraceRun() => _traced = new Lazy<string>(Trace);

    public void Dispose() => _folder.Dispose();

    /// <summary>Reads a process of the probe from the trace; skips where no virtual machine is to be booted.</summary>
    internal TraceManifest Read(string name) => TraceManifest.Read(Folder(), name);

    /// <summary>The trace of the log that the run filled and emptied.</summary>
    internal LogReplay ReadReplay(string name) => LogReplay.Read(Folder(), name);

    private string Folder()
    {
        string? asked = Environment.GetEnvironmentVariable("DAXNATIVE_MACHINE_TRACE");
        Skip.If(string.IsNullOrEmpty(asked), "Boots a virtual machine: tools/test.sh");
        return Directory.Exists(asked) ? asked : _traced.Value;
    }

    private string Trace()
    {
        string kernel = Environment.GetEnvironmentVariable("DAXNATIVE_MACHINE_TRACE")!;
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "tools", "trace", "conformance.sh"), ["--out", _folder.Directory, "--kernel", kernel])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{output}\n{errors.Result}");
        return _folder.Directory;
    }
}
