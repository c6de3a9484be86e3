using System.Diagnostics;
using Xunit;

namespace DaxNative.Tests;

public class PatienceTests
{
    private const int Seconds = 4;

    [Fact]
    public void WaitForExit_GivesUpOnAProcessThatStandsStill() => Assert.False(Waits("sleep 1000"));

    [Fact]
    public void WaitForExit_WaitsForAProcessWhoseChildUsesTheCpuLongerThanTheLimit() =>
        Assert.True(Waits($"bash -c 'until ((SECONDS > {2 * Seconds})); do :; done'; true"));

    [Fact]
    public void WaitForExit_WaitsForAProcessThatOnlySpeaks() =>
        Assert.True(Waits("for i in {1..16}; do echo $i; sleep 0.5; done"));

    private static bool Waits(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        long said = 0;
        process.OutputDataReceived += (_, line) => Interlocked.Add(ref said, line.Data?.Length ?? 0);
        process.BeginOutputReadLine();
        bool ended = Patience.WaitForExit(process, () => Interlocked.Read(ref said), Seconds);
        process.Kill(entireProcessTree: true);
        return ended;
    }
}
