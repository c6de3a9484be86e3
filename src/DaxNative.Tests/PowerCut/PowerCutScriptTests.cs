using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What tools/power-cut.sh answers without any virtual machine: to wrong usage, and of cuts that were made.</summary>
public class PowerCutScriptTests
{
    private const string Held = "held", Broken = "broken";

    [Theory]
    [InlineData("--surprise")]
    [InlineData("--cuts")]
    [InlineData("--cuts 0")]
    [InlineData("--cuts many")]
    [InlineData("--cuts 1 --device tape")]
    [InlineData("--cuts 1 --seed -1")]
    [InlineData("--cuts 1 --kernel 5.10")]
    [InlineData("--cuts 1 --files")]
    [InlineData("--cuts 1 --wait 3")]
    [InlineData("--seed 1")]
    [InlineData("--json")]
    public void WrongUsage_IsRefusedWithStatusTwo(string options)
    {
        ProcessResult run = ProbeProcess.RunProgram(["bash", Tool("power-cut.sh"), .. options.Split(' ')]);
        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.StartsWith("power-cut: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithAnotherRun_IsRefused()
    {
        using var temp = TempPath.InMemory();
        string work = Path.Combine(temp.Directory, "work");
        Directory.CreateDirectory(work);
        File.WriteAllText(Path.Combine(work, "settings"), "seed 1, kernel 6.12, device xfs\n");
        ProcessResult run = ProbeProcess.RunProgram("bash", Tool("power-cut.sh"), "--cuts", "1", "--work", work);
        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains("seed 1, kernel 6.12, device xfs", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, Held, Held, "lost")]
    [InlineData(1, Held, Broken, "lost")]
    [InlineData(1, Held, Broken, "kept")]
    [InlineData(3, "inconclusive", Held, "kept")]
    [InlineData(3, "inconclusive", Held, "idle")]
    public void TheSummary_NeedsAControlThatLost(int status, string verdict, string log, string control)
    {
        verdict = status == 1 ? Broken : verdict;
        ProcessResult run = Summary(
            "1\text4\twriting\t10\t12\t-\t-\theld\t9",
            $"2\text4\topening\t0\t12\t2\t1\t{log}\t8",
            "3\text4\tagain\t0\t12\t0\t0\theld\t0",
            $"1\tcontrol\twriting\t5\t0\t0\t0\t{control}\t9",
            "1\text4\twriting\t10\t12\t-\t-\theld\t9");
        Assert.True(run.ExitCode == status, run.ToString());
        JsonElement json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(verdict, json.GetProperty("verdict").GetString());
        Assert.Equal(3, json.GetProperty("cuts").GetInt32());
        Assert.Equal(17, json.GetProperty("seconds").GetInt32());
        JsonElement device = Assert.Single(json.GetProperty("logs").EnumerateArray());
        Assert.Equal(10, device.GetProperty("acknowledged").GetInt32());
        Assert.Equal(2, device.GetProperty("unacknowledged").GetInt32());
        Assert.Equal(1, device.GetProperty("cuts_before_writing").GetInt32());
        Assert.Equal(1, device.GetProperty("cuts_after_a_kill").GetInt32());
    }

    [Fact]
    public void OneControlThatKept_OutweighsThoseThatLost() => Assert.Equal(
        3,
        Summary("1\tcontrol\twriting\t5\t0\t0\t0\tlost\t9", "2\tcontrol\twriting\t5\t5\t0\t0\tkept\t9").ExitCode);

    private static string Tool(string name) => Path.Combine(Repository.Root, "tools", name);

    private static ProcessResult Summary(params string[] lines)
    {
        using var temp = TempPath.InMemory();
        File.WriteAllLines(temp.Path, lines);
        return ProbeProcess.RunProgram("awk", "-v", "json=1", "-v", "seed=1", "-v", "kernel=6.12", "-v", "boots=3", "-f", Tool("vm/power-cut-summary.awk"), temp.Path);
    }
}
