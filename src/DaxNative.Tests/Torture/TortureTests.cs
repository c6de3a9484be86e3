using System.Text.Json;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Writers that are killed, in processes of their own and in simulated memory.</summary>
public class TortureTests
{
    [Fact]
    public void Kills_LoseNothingThatWasAcknowledged()
    {
        using var temp = TempPath.InMemory();
        JsonElement report = Json("torture", "--path", temp.Path, "--kills", "15", "--seed", "7");
        Assert.Equal(15, report.GetProperty("kills").GetInt32());
        Assert.True(report.GetProperty("compared").GetInt64() > 0);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temp.Directory));
    }

    [Fact]
    public void KillsThatAPowerCutFollows_LoseNothingThatWasAcknowledgedOrRecovered()
    {
        JsonElement[] reports = [.. Json("torture-cuts", "--rounds", "150").EnumerateArray()];
        Assert.Equal(["CacheLine", "Byte", "Page"], reports.Select(report => report.GetProperty("granularity").GetString()));
        Assert.All(reports, report =>
        {
            Assert.Equal(50, report.GetProperty("kills").GetInt32());
            Assert.True(report.GetProperty("cuts").GetInt32() > 10);
            Assert.True(report.GetProperty("compared").GetInt64() > 0);
        });
    }

    [Fact]
    public void AFileThatWasThere_IsLeftAlone()
    {
        using TempPath temp = TempPath.InMemory().WithFile(100, 7);
        Assert.Equal(1, ProbeProcess.Run("torture", "--path", temp.Path, "--kills", "1").ExitCode);
        Assert.Equal(Enumerable.Repeat((byte)7, 100), File.ReadAllBytes(temp.Path));
    }

    [Theory]
    [InlineData("torture", "--kills", "0")]
    [InlineData("torture", "--kills")]
    [InlineData("torture-cuts", "--kills", "1")]
    public void WrongUsage_IsRefusedWithStatusTwo(params string[] arguments) => Assert.Equal(2, ProbeProcess.Run(arguments).ExitCode);

    private static JsonElement Json(params string[] arguments)
    {
        ProcessResult run = ProbeProcess.Run(arguments);
        Assert.True(run.ExitCode == 0, run.ToString());
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
