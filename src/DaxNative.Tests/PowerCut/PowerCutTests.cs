using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// What MAP_SYNC is for, and what the log keeps, shown by cutting a virtual machine's power. Boots machines of its own, so it runs on the host
/// and apart from the rest (trait Category=PowerCut).
/// </summary>
public class PowerCutTests
{
    [SkippableFact]
    [Trait("Category", "PowerCut")]
    public void PowerCut_LosesNothingPersistedAndEverythingThatTheCpuAloneFlushedIntoAHole()
    {
        string[] lines = Cut("--files");
        var after = lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToLookup(fields => $"{fields[1]} {fields[2]}", fields => $"{fields[0]} {fields[4]}");
        foreach (string persisted in (ReadOnlySpan<string>)["hole sync", "fallocated sync", "hole msync", "fallocated msync", "written plain"])
        {
            Assert.Equal(["ext4 present", "xfs present"], after[persisted]);
        }

        // The control: had these survived too, the cut would have proved nothing.
        Assert.Equal(["ext4 lost", "xfs lost"], after["hole plain"]);
        Assert.Equal(["ext4 lost", "xfs lost"], after["fallocated plain"]);
    }

    [SkippableFact]
    [Trait("Category", "PowerCut")]
    public void PowerCuts_LoseNothingThatTheLogAcknowledgedAndEveryControl()
    {
        const int Cuts = 3;
        JsonElement summary = JsonDocument.Parse(Assert.Single(Cut("--cuts", $"{Cuts}", "--json"))).RootElement;
        Assert.Equal("held", summary.GetProperty("verdict").GetString());
        Assert.InRange(summary.GetProperty("controls_lost").GetInt32(), 1, Cuts);
        JsonElement[] logs = [.. summary.GetProperty("logs").EnumerateArray()];
        Assert.Equal(["ext4", "xfs", "devdax"], logs.Select(log => log.GetProperty("device").GetString()));
        Assert.All(logs, log => Assert.Equal(Cuts, log.GetProperty("held").GetInt32()));
        Assert.All(logs, log => Assert.True(log.GetProperty("acknowledged").GetInt64() > 0));
    }

    private static string[] Cut(params string[] options)
    {
        string? kernel = Environment.GetEnvironmentVariable("DAXNATIVE_POWER_CUT");
        Skip.If(string.IsNullOrEmpty(kernel), "Boots virtual machines: tools/test.sh");
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "tools", "power-cut.sh"), [.. options, "--kernel", kernel!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{string.Join('\n', lines)}\n{errors.Result}");
        return lines;
    }
}
