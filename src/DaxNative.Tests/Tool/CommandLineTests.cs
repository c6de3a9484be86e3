using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What all commands of daxnative have in common.</summary>
public class CommandLineTests
{
    public static TheoryData<string> Commands => ["doctor", "inspect", "log tail", "log dump", "log verify", "log salvage", "log append", "log bench", "faults", "pagetables"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void EveryCommand_HasHelpAndJson(string command)
    {
        ToolRun run = ToolRun.Of([.. command.Split(' '), "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_NamesEveryCommandAndTheExitStatuses()
    {
        ToolRun run = ToolRun.Of("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.All((string[])["doctor", "inspect", "log", "setup", "faults", "pagetables", "completion", "64 wrong usage", "130 interrupted"], word => Assert.Contains(word, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("daxnative in", "inspect")]
    [InlineData("daxnative log t", "tail")]
    [InlineData("daxnative log tail --fo", "--follow")]
    [InlineData("daxnative completion z", "zsh")]
    public void Suggestions_AreWhatMayStandThere(string typed, string expected)
    {
        ToolRun run = ToolRun.Of($"[suggest:{typed.Length}]", typed);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Output.Split(Environment.NewLine));
    }

    [Fact]
    public void Completion_IsWhatBashTakes()
    {
        ToolRun run = ToolRun.Of("completion", "bash");
        Assert.Equal(0, run.ExitCode);

        ProcessResult shell = ProbeProcess.RunProgram(
            "bash", "-c", $"daxnative() {{ printf 'tail\\n'; }}\n{run.Output}\nCOMP_LINE='daxnative log t' COMP_POINT=15; _daxnative; echo \"${{COMPREPLY[0]}}\"; complete -p daxnative");

        Assert.True(shell.ExitCode == 0, shell.ToString());
        Assert.StartsWith("tail\ncomplete ", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownShell_IsWrongUsage() => Assert.Equal(64, ToolRun.Of("completion", "csh").ExitCode);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Bench_MeasuresWhatWasDurableAndRemovesItsFile(int threads)
    {
        using var temp = TempPath.InMemory();
        string folder = Directory.CreateDirectory(temp.Path).FullName;
        try
        {
            JsonElement report = ToolRun.JsonOf(
                "log", "bench", folder, "--allow-volatile", "--length", "1", "--size", "100", "--seconds", "1", "--threads", threads.ToString(null, null));

            Assert.Contains("Volatile", report.GetProperty("guarantee").GetString(), StringComparison.Ordinal);
            Assert.Equal((100, threads), (report.GetProperty("size").GetInt32(), report.GetProperty("threads").GetInt32()));

            // More than the file holds: it goes round.
            Assert.InRange(report.GetProperty("records").GetInt64(), 1, long.MaxValue);
            long[] times = [.. ((string[])["median_ns", "p99_ns", "p9999_ns", "longest_ns"]).Select(name => report.GetProperty(name).GetInt64())];
            Assert.Equal(times.Order(), times);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Bench_OnMemoryThatIsNotAllowed_IsRefusedAndLeavesNothing()
    {
        using var temp = TempPath.InMemory();

        ToolRun run = ToolRun.Of("log", "bench", temp.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--allow-volatile", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(temp.Path));
    }

    [Theory]
    [InlineData("inspect", "")]
    [InlineData("faults", "")]
    [InlineData("log", "bench", "")]
    [InlineData("log", "tail", "")]
    [InlineData("log", "verify", "")]
    public void AnEmptyPath_IsWrongUsageInOneLine(params string[] arguments)
    {
        ToolRun run = ToolRun.Of(arguments);

        Assert.Equal((64, ""), (run.ExitCode, run.Output));
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    // A log is made in zeros: what is removed afterwards would be somebody's file, or the node of a device.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Bench_OfAFileThatIsThere_IsRefusedAndKeepsIt(byte factor)
    {
        using TempPath temp = TempPath.InMemory().WithFile(8192);
        byte[] before = [.. Enumerable.Range(0, 1 << 20).Select(i => (byte)(i * factor))];
        File.WriteAllBytes(temp.Path, before);

        Assert.Equal(1, ToolRun.Of("log", "bench", temp.Path, "--allow-volatile", "--length", "1", "--seconds", "1").ExitCode);

        Assert.Equal(before, File.ReadAllBytes(temp.Path));
    }
}
