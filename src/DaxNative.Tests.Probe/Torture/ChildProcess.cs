using System.Diagnostics;

namespace DaxNative.Logs;

/// <summary>A child of this very program. It is killed when this is disposed, and ends by itself when its parent does.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    internal Stream Output => _process.StandardOutput.BaseStream;

    internal int ExitCode => _process.ExitCode;

    /// <param name="hasFastLoops">Whether loops are compiled in full at once; else a kill would hit nothing but long checksums.</param>
    /// <param name="arguments">The command line.</param>
    internal static ChildProcess Start(bool hasFastLoops, params string[] arguments)
    {
        string self = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(ChildProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(self, [.. prefix, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // It lives for a moment: instrumenting its code would not pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        if (hasFastLoops)
        {
            start.Environment["DOTNET_TC_QuickJitForLoops"] = "0";
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>In the child: ends it as soon as its parent is gone.</summary>
    internal static void EndWithParent() => new Thread(() =>
    {
        // The parent never writes; its end closes the pipe.
        _ = Console.OpenStandardInput().ReadByte();
        Environment.Exit(Logs.ExitCode.Interrupted);
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
