using System.Text.Json;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The command line, as a person or a script uses it.</summary>
public class LogCommandTests
{
    private const string Program = "TransactionalLog";

    [Fact]
    public void Demo_LosesNothingAndCleansUp()
    {
        using var temp = TempPath.InMemory();
        JsonElement report = SampleProgram.Json(Program, "demo", temp.Path);
        Assert.False(report.GetProperty("survives_power_cut").GetBoolean());
        Assert.All(report.GetProperty("rounds").EnumerateArray(), round =>
        {
            Assert.Equal(0, round.GetProperty("lost").GetInt64());
            Assert.True(round.GetProperty("survived").GetInt64() >= round.GetProperty("acknowledged").GetInt64());
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(temp.Directory));
    }

    [Fact]
    public void Torture_KeepsEveryPromise()
    {
        using var temp = TempPath.InMemory();
        JsonElement report = SampleProgram.Json(Program, "torture", "--path", temp.Path, "--kills", "15", "--seed", "7");
        Assert.Equal(15, report.GetProperty("kills").GetInt32());
        Assert.True(report.GetProperty("compared").GetInt64() > 0);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temp.Directory));
    }

    [Fact]
    public void Verify_SaysWhereTheDamageIsAndChangesNothing()
    {
        using LogFile file = Unclosed(out LogSequenceNumber second);
        ProcessResult sound = SampleProgram.Run(Program, "verify", file.Path, "--json");
        Assert.True(sound.ExitCode == 0, sound.ToString());
        Assert.False(JsonDocument.Parse(sound.Output).RootElement.GetProperty("is_clean").GetBoolean());

        file.Flip(4096 + second.Position + 33);
        byte[] before = File.ReadAllBytes(file.Path);
        ProcessResult damaged = SampleProgram.Run(Program, "verify", file.Path, "--json");

        Assert.Equal(2, damaged.ExitCode);
        Assert.Equal(4096 + second.Position, JsonDocument.Parse(damaged.Output).RootElement.GetProperty("damage").GetProperty("offset").GetInt64());
        Assert.Equal(before, File.ReadAllBytes(file.Path));
    }

    [Fact]
    public void DumpAndTail_ShowALogThatIsOpenAndChangeNothing()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("one"u8);
        LogTransaction transaction = log.BeginTransaction();
        transaction.Append("two"u8);
        transaction.Append([0xFF, 0x00]);
        transaction.Commit();
        byte[] before = log.Mapping.AsReadOnlySpan(0, LogFile.Length).ToArray();

        ProcessResult dump = SampleProgram.Run(Program, "dump", file.Path, "--json");
        ProcessResult tail = SampleProgram.Run(Program, "tail", file.Path, "--lines", "2");

        Assert.True(dump.ExitCode == 0, dump.ToString());
        JsonElement[] records = [.. dump.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["6f6e65", "74776f", "ff00"], records.Select(record => record.GetProperty("hex").GetString()));
        Assert.Equal([4096, 4192, 4195], records.Select(record => record.GetProperty("offset").GetInt64()));
        Assert.Equal("two\nff00\n", tail.Output);
        Assert.Equal(before, log.Mapping.AsReadOnlySpan(0, LogFile.Length));
    }

    [Theory]
    [InlineData(64, "append")]
    [InlineData(64, "torture", "--kills", "0")]
    [InlineData(1, "dump", "/nonexistent/log")]
    [InlineData(0, "torture", "--help")]
    public void ExitCodes_AreAsDocumented(int expected, params string[] arguments) =>
        Assert.Equal(expected, SampleProgram.Run(Program, arguments).ExitCode);

    [Fact]
    public void Torture_LeavesAFileThatWasThereAlone()
    {
        using TempPath temp = TempPath.InMemory().WithFile(100, 7);
        Assert.Equal(1, SampleProgram.Run(Program, "torture", "--path", temp.Path, "--kills", "1").ExitCode);
        Assert.Equal(Enumerable.Repeat((byte)7, 100), File.ReadAllBytes(temp.Path));
    }

    private static LogFile Unclosed(out LogSequenceNumber second)
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("one"u8);
        second = log.Append("two"u8);
        log.Append("three"u8);
        return LogFile.Crash(log);
    }
}
