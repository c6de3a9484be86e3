using System.Diagnostics;

namespace DaxNative.Tests.Probe;

/// <summary>A child of this very program. It is killed when this is disposed, and ends by itself when its parent does.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int Interrupted = 130;

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    internal Stream Output => _process.StandardOutput.BaseStream;

    internal int ExitCode => _process.ExitCode;

    internal static ChildProcess Start(params string[] arguments)
    {
        string self = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(ChildProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(self, [.. prefix, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // It lives for a moment: instrumenting its code would not pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>In the child: ends it as soon as its parent is gone.</summary>
    internal static void EndWithParent() => new Thread(() =>
    {
        // The parent never writes; its end closes the pipe.
        _ = Console.OpenStandardInput().ReadByte();
        Environment.Exit(Interrupted);
    })
    {
        IsBackground = true,
    }.Start();

    /// <summary>SIGKILL: not a single instruction of the child's own runs any more.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    internal void WaitForExit() => _process.WaitForExit();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
