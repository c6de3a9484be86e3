using System.Diagnostics;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The setup script inside the tool: its own options, its own exit status, and nothing left behind.</summary>
public sealed class SetupCommandTests : IDisposable
{
    private readonly string _temporary = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "list", "--help")]
    [InlineData(64)]
    [InlineData(64, "nonsense")]
    [InlineData(64, "create", "--mode")]
    [InlineData(64, "destroy")]
    public void ExitStatus_IsTheScripts(int expected, params string[] arguments)
    {
        ProcessResult run = Run(arguments);

        Assert.True(expected == run.ExitCode, run.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary));
        if (expected == 0)
        {
            Assert.StartsWith("Usage: daxnative setup COMMAND", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AWrongCommand_NamesTheToolInItsRemedy() =>
        Assert.Contains("daxnative setup list", Run("destroy").Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void ASignal_ReachesTheScriptAndRemovesWhatWasUnpacked(string signal)
    {
        // In bash's place, but for what is asked of it by -c: says where the script lies, and waits to be told to end.
        string place = Directory.CreateDirectory(Path.Combine(_temporary, "bin")).FullName;
        string bash = Path.Combine(place, "bash");
        File.WriteAllText(bash, "#!/bin/sh\n[ \"$1\" != -c ] || exec /bin/bash \"$@\"\ntrap 'exit 143' TERM\ntrap 'exit 130' INT\necho \"$1\"\nwhile :; do sleep 0.05; done\n");
        File.SetUnixFileMode(bash, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // In a group of its own, as a shell starts what Ctrl-C then reaches as a whole; and not deaf to it, whoever runs the tests.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT", ProbeProcess.DotNet, ToolRun.Assembly, "setup", "list"]) { RedirectStandardOutput = true };
        start.Environment["TMPDIR"] = _temporary;
        start.Environment["PATH"] = place + ":" + Environment.GetEnvironmentVariable("PATH");
        using Process process = Process.Start(start)!;
        string script = process.StandardOutput.ReadLine()!;
        Assert.True(File.Exists(script), script);
        string whom = signal == "INT" ? $"-{process.Id}" : $"{process.Id}";
        Assert.Equal(0, ProbeProcess.RunProgram("sh", "-c", $"kill -s {signal} -- {whom}").ExitCode);

        Assert.True(Patience.WaitForExit(process, () => 0), "the tool did not end");
        Assert.Equal(signal == "INT" ? 130 : 143, process.ExitCode);
        Assert.False(Directory.Exists(Path.GetDirectoryName(script)));
    }

    [Fact]
    public void WithoutBash_SaysSo()
    {
        ProcessResult run = ProbeProcess.RunAssembly(ToolRun.Assembly, ["setup", "list"], ("PATH", _temporary), ("TMPDIR", _temporary));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bash could not be started", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary));
    }

    private ProcessResult Run(params string[] arguments) => ProbeProcess.RunAssembly(ToolRun.Assembly, ["setup", .. arguments], ("TMPDIR", _temporary));
}
