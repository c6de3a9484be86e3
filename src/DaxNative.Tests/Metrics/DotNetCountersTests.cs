using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The meter as somebody sees it from outside, with the runtime's own tool.</summary>
public sealed class DotNetCountersTests : IDisposable
{
    private const string Install = "dotnet tool install dotnet-counters --version 10.0.750501";
    private const long Length = 3 << 20;

    private readonly TempPath _tool = TempPath.OnDisk();
    private readonly TempPath _memory = TempPath.InMemory();

    public void Dispose()
    {
        _tool.Dispose();
        _memory.Dispose();
    }

    [SkippableFact]
    public void DotNetCounters_ShowsTheMappedBytesOfARunningProcess()
    {
        ProcessResult installed = ProbeProcess.RunProgram([ProbeProcess.DotNet, .. Install.Split(' ')[1..], "--tool-path", _tool.Directory]);
        PackageSources.SkipWithout(installed, $"No package source here has dotnet-counters; with one: {Install} --global");
        Assert.True(installed.ExitCode == 0, installed.ToString());
        using Process probe = StartProbe();

        // It asks once a second, and on a busy machine the first answer takes as long as it takes.
        string json = "";
        bool isShown = ((int[])[3, 20, 120]).Any(seconds => Shows(json = Collect(probe.Id, seconds)));

        probe.StandardInput.Close();
        Assert.True(Patience.WaitForExit(probe, () => 0));
        Assert.True(isShown, json);
    }

    private Process StartProbe()
    {
        Process probe = Process.Start(new ProcessStartInfo(ProbeProcess.DotNet, [ProbeProcess.Assembly, "hold", _memory.Path, $"{Length}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Contains("Volatile", probe.StandardOutput.ReadLine(), StringComparison.Ordinal);
        return probe;
    }

    private string Collect(int process, int seconds)
    {
        string file = Path.Combine(_tool.Directory, $"counters-{seconds}.json");
        ProcessResult collected = ProbeProcess.RunProgram(
        [
            "env", "DOTNET_ROOT=" + Path.GetDirectoryName(ProbeProcess.DotNet), Path.Combine(_tool.Directory, "dotnet-counters"),
            "collect", "--process-id", $"{process}", "--counters", DaxNativeMeter.Name, "--format", "json", "--output", file, "--duration", $"{TimeSpan.FromSeconds(seconds):c}",
        ]);
        Assert.True(collected.ExitCode == 0, collected.ToString());
        return File.ReadAllText(file);
    }

    private static bool Shows(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("Events").EnumerateArray().Any(reading =>
            reading.GetProperty("name").GetString() == "daxnative.mapping.size (By)"
            && reading.GetProperty("tags").GetString()!.Contains("evidence=volatile", StringComparison.Ordinal)
            && reading.GetProperty("value").GetDouble() == Length);
    }
}
