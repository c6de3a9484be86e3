using Xunit;

namespace DaxNative.Tests;

/// <summary>Lines and fences, counted in a process of its own that was started with the count turned on.</summary>
public sealed class FlushCountsTests : IDisposable
{
    private readonly TempPath _temp = TempPath.InMemory();

    public void Dispose() => _temp.Dispose();

    // Lines are those that a flush instruction is executed for; what goes past the caches needs none but at odd ends.
    [Fact]
    public void TurnedOn_EveryLineAndEveryFenceIsCounted()
    {
        ProcessResult result = Run("1");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            [
                "persist nothing: 0 1",
                "persist a line: 1 1",
                "persist a byte: 1 1",
                "persist across two lines: 2 1",
                "persist 10000 lines: 10000 1",
                "persist 10000 lines off by one: 10001 1",
                "persist out of range: 0 0",
                "flush: 2 0",
                "drain: 0 1",
                "deep flush: 2 1",
                "batch: 5 1",
                "store atomic: 1 1",
                "compare and exchange: 1 1",
                "write: 2 1",
                "write without a drain: 2 0",
                "write without a flush: 0 0",
                "write past the caches: 0 1",
                "write past the caches with odd ends: 2 1",
                "fill: 64 1",
                "fill past the caches: 0 1",
                "lines: 3 1",
                "lines past the caches: 0 1",
                "checked lines past the caches: 0 1",
                "threads that have ended: 8000 4000",
                "disposed: 0 0",
            ],
            result.Output.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    public void NotTurnedOn_ThereIsNoSuchInstrument(string value)
    {
        ProcessResult result = Run(value);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.All(result.Output.TrimEnd().Split('\n'), line => Assert.EndsWith(": off off", line, StringComparison.Ordinal));
    }

    [Fact]
    public void WishThatIsNone_IsRefused()
    {
        ProcessResult result = ProbeProcess.Run(["open", _temp.Path, "4096"], [], (FlushCounts.Variable, "perhaps"));

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("NotSupported open", result.Output, StringComparison.Ordinal);
        Assert.Contains("DAXNATIVE_COUNT_FLUSHES=perhaps says neither yes nor no. Use 1 or 0", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "0", ": 1 1")]
    [InlineData("false", "1", ": off off")]
    public void SwitchOfTheProgram_WinsOverTheEnvironment(string program, string environment, string expected)
    {
        string settings = Path.Combine(_temp.Directory, "probe.runtimeconfig.json");
        File.WriteAllText(settings, File.ReadAllText(Path.ChangeExtension(ProbeProcess.Assembly, ".runtimeconfig.json"))
            .Replace("\"configProperties\": {", $"\"configProperties\": {{ \"{FlushCounts.Switch}\": {program},", StringComparison.Ordinal));

        ProcessResult result = ProbeProcess.RunProgram("env", $"{FlushCounts.Variable}={environment}", ProbeProcess.DotNet, "exec", "--runtimeconfig", settings, ProbeProcess.Assembly, "flush-counts", _temp.Path);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("persist a line" + expected, result.Output, StringComparison.Ordinal);
    }

    private ProcessResult Run(string value) => ProbeProcess.Run(["flush-counts", _temp.Path], [], (FlushCounts.Variable, value));
}
