using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

public class TransactionalLogSampleTests
{
    private const string Sample = "TransactionalLog";

    [Fact]
    public void Demo_LosesNothingAndCleansUp()
    {
        using var temp = TempPath.InMemory();
        JsonElement report = SampleProgram.Json(Sample, "demo", temp.Path);
        Assert.False(report.GetProperty("survives_power_cut").GetBoolean());
        Assert.All(report.GetProperty("rounds").EnumerateArray(), round =>
        {
            Assert.Equal(0, round.GetProperty("lost").GetInt64());
            Assert.True(round.GetProperty("survived").GetInt64() >= round.GetProperty("acknowledged").GetInt64());
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(temp.Directory));
    }

    [Fact]
    public void Demo_LeavesAFileThatWasThereAlone()
    {
        using TempPath temp = TempPath.InMemory().WithFile(100, 7);
        Assert.NotEqual(0, SampleProgram.Run(Sample, "demo", temp.Path).ExitCode);
        Assert.Equal(Enumerable.Repeat((byte)7, 100), File.ReadAllBytes(temp.Path));
    }

    [Fact]
    public void Ledger_FindsItsBalanceAgainAcrossTruncations()
    {
        using var temp = TempPath.InMemory();
        const int Runs = 9;
        for (int i = 0; i < Runs; i++)
        {
            ProcessResult run = SampleProgram.Run(Sample, "ledger", temp.Path);
            Assert.True(run.ExitCode == 0, run.ToString());
            Assert.Contains($"The balance is {77 * i}.", run.Output, StringComparison.Ordinal);
            Assert.Equal(i == Runs - 2, run.Output.Contains("Truncated", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void WrongUsage_IsSixtyFour() => Assert.Equal(64, SampleProgram.Run(Sample, "torture").ExitCode);
}
