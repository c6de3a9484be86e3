using System.Text;
using System.Text.Json;
using DaxNative.Log;
using Xunit;

namespace DaxNative.Tests;

/// <summary>The command line of the log, as a person or a script uses it.</summary>
public class LogCommandTests
{
    private const int Length = 64 << 10;
    private const int Ring = 4096;

    private static readonly LogOptions s_options = new() { Length = Length, AllowVolatile = true };

    [Fact]
    public void Verify_SaysWhereTheDamageIsAndChangesNothing()
    {
        using TempPath temp = Unclosed(out LogSequenceNumber second);
        ProcessResult sound = Run("verify", temp.Path, "--json");
        Assert.True(sound.ExitCode == 0, sound.ToString());
        Assert.False(JsonDocument.Parse(sound.Output).RootElement.GetProperty("is_clean").GetBoolean());

        byte[] before = Damage(temp.Path, Ring + second.Position + 33);
        ProcessResult damaged = Run("verify", temp.Path, "--json");

        Assert.Equal(2, damaged.ExitCode);
        Assert.Equal(Ring + second.Position, JsonDocument.Parse(damaged.Output).RootElement.GetProperty("damage").GetProperty("offset").GetInt64());
        Assert.Equal(before, File.ReadAllBytes(temp.Path));
    }

    [Fact]
    public void Dump_OfADamagedLogShowsWhatIsSoundAndSaysThatItIsDamaged()
    {
        using TempPath temp = Unclosed(out LogSequenceNumber second);
        byte[] before = Damage(temp.Path, Ring + second.Position + 33);
        ProcessResult dump = Run("dump", temp.Path, "--json");

        Assert.Equal(2, dump.ExitCode);
        Assert.Equal("one", Assert.Single(Lines(dump)).GetProperty("text").GetString());
        Assert.Contains($"offset {Ring + second.Position}", dump.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(temp.Path));
    }

    [Fact]
    public void Salvage_CopiesWhatCanBeReadAndCutsOnlyWhenItIsToldTo()
    {
        using TempPath temp = Unclosed(out LogSequenceNumber second);
        using var copy = TempPath.InMemory();
        byte[] before = Damage(temp.Path, Ring + second.Position + 33);
        ProcessResult looked = Run("salvage", temp.Path, "--into", copy.Path, "--allow-volatile", "--json");

        Assert.Equal(2, looked.ExitCode);
        JsonElement report = JsonDocument.Parse(looked.Output).RootElement;
        Assert.Equal(Ring + second.Position, Assert.Single(report.GetProperty("damages").EnumerateArray()).GetProperty("offset").GetInt64());
        Assert.Equal(2, report.GetProperty("copied").GetInt64());
        Assert.Equal(before, File.ReadAllBytes(temp.Path));
        Assert.Equal("one\nthree\n", Run("tail", copy.Path).Output);

        ProcessResult cut = Run("salvage", temp.Path, "--cut");
        Assert.True(cut.ExitCode == 0, cut.ToString());
        Assert.Equal("one\n", Run("tail", temp.Path).Output);
        Assert.Equal(0, Run("verify", temp.Path).ExitCode);
        Assert.Equal(0, Run("salvage", temp.Path).ExitCode);
    }

    // Packed in commits they take a fifth of what each by itself would.
    [Fact]
    public void Salvage_CopiesAFullLogOfManySmallRecords()
    {
        using var temp = TempPath.InMemory();
        using var copy = TempPath.InMemory();
        int records = 0;
        using (var log = TransactionalLog.Create(temp.Path, s_options))
        {
            using LogAppender appender = log.AcquireAppender();
            try
            {
                for (; ; records += 100)
                {
                    for (int i = 0; i < 100; i++)
                    {
                        appender.AppendDeferred([1, 2, 3, 4, 5, 6, 7, 8]);
                    }

                    appender.Commit();
                }
            }
            catch (LogException full) when (full.Error == LogError.Full)
            {
                appender.Rollback();
            }
        }

        ProcessResult run = Run("salvage", temp.Path, "--into", copy.Path, "--allow-volatile", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(records, JsonDocument.Parse(run.Output).RootElement.GetProperty("copied").GetInt32());
    }

    [Fact]
    public void Salvage_IntoAFileOfZerosThatIsTooSmall_LeavesNoLogInIt()
    {
        using TempPath temp = Unclosed(out LogSequenceNumber second, new string('x', 20_000));
        using var copy = TempPath.InMemory();
        File.WriteAllBytes(copy.Path, new byte[16 << 10]);
        Damage(temp.Path, Ring + second.Position + 33);

        Assert.Equal(1, Run("salvage", temp.Path, "--into", copy.Path, "--allow-volatile").ExitCode);

        Assert.Equal(new byte[Ring], File.ReadAllBytes(copy.Path)[..Ring]);
        using var log = TransactionalLog.Create(copy.Path, new LogOptions { AllowVolatile = true });
        Assert.Equal(0, log.Used);
    }

    [Fact]
    public void Salvage_RefusesToCopyIntoAFileThatIsThereAndALogThatIsOpen()
    {
        using TempPath temp = Unclosed(out LogSequenceNumber second);
        byte[] before = Damage(temp.Path, Ring + second.Position + 33);
        Assert.Equal(1, Run("salvage", temp.Path, "--into", temp.Path, "--cut").ExitCode);
        Assert.Equal(before, File.ReadAllBytes(temp.Path));

        using var open = TempPath.InMemory();
        using var log = TransactionalLog.Create(open.Path, s_options);
        Assert.Equal(1, Run("salvage", open.Path, "--cut").ExitCode);
    }

    [Fact]
    public void DumpAndTail_ShowALogThatIsOpenAndChangeNothing()
    {
        using var temp = TempPath.InMemory();
        using var log = TransactionalLog.Create(temp.Path, s_options);
        log.Append("one"u8);
        using (LogAppender appender = log.AcquireAppender())
        {
            appender.AppendDeferred("two"u8);
            appender.AppendDeferred([0xFF, 0x00]);
            appender.Commit();
        }

        byte[] before = log.Mapping.AsReadOnlySpan(0, Length).ToArray();
        ProcessResult dump = Run("dump", temp.Path, "--json");
        ProcessResult tail = Run("tail", temp.Path, "--lines", "2");

        Assert.True(dump.ExitCode == 0, dump.ToString());
        Assert.Equal(["6f6e65", "74776f", "ff00"], Lines(dump).Select(record => record.GetProperty("hex").GetString()));
        Assert.Equal([Ring, Ring + 96, Ring + 99], Lines(dump).Select(record => record.GetProperty("offset").GetInt64()));
        Assert.Equal("two\nff00\n", tail.Output);
        Assert.Equal(before, log.Mapping.AsReadOnlySpan(0, Length));
    }

    [Fact]
    public void WhatWasCutOff_IsMarkedInTheDumpAndNotInTheTail()
    {
        using TempPath temp = Unclosed(out LogSequenceNumber second);
        using (var log = TransactionalLog.Open(temp.Path, s_options))
        {
            log.TruncateEnd(second);
            log.Append("four"u8);
        }

        ProcessResult dump = Run("dump", temp.Path, "--json");
        Assert.True(dump.ExitCode == 0, dump.ToString());
        Assert.Equal([false, true, true, false, false], Lines(dump).Select(record => record.GetProperty("is_given_up").GetBoolean()));
        Assert.Equal(["record", "record", "record", "cut", "record"], Lines(dump).Select(record => record.GetProperty("kind").GetString()));
        Assert.Equal("one\nfour\n", Run("tail", temp.Path).Output);
    }

    [Fact]
    public void Append_MakesTheLogThatIsNotThereAndGoesOnInTheOneThatIs()
    {
        using var temp = TempPath.InMemory();
        ProcessResult refused = Append("one", temp.Path);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--allow-volatile", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(temp.Path));

        Assert.Equal("0\n", Append("one", temp.Path, "--length", "1", "--allow-volatile").Output);
        Assert.Equal("65536\n", Append("two", temp.Path, "--allow-volatile").Output);
        Assert.Equal("one\ntwo\n", Run("tail", temp.Path).Output);
    }

    [Fact]
    public void AFileThatIsNoLog_IsRefusedWithWhatMakesOne()
    {
        using TempPath temp = TempPath.InMemory().WithFile(Length);
        ProcessResult dump = Run("dump", temp.Path);
        Assert.Equal(1, dump.ExitCode);
        Assert.Contains("`daxnative log append PATH`", dump.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "append")]
    [InlineData(64, "tail", "/nonexistent/log", "--lines", "-1")]
    [InlineData(64, "torture")]
    [InlineData(1, "dump", "/nonexistent/log")]
    [InlineData(0, "--help")]
    [InlineData(0, "dump", "--help")]
    [InlineData(0, "verify", "--help")]
    [InlineData(0, "salvage", "--help")]
    public void ExitCodes_AreAsDocumented(int expected, params string[] arguments) => Assert.Equal(expected, Run(arguments).ExitCode);

    private static ProcessResult Run(params string[] arguments) => ProbeProcess.RunProgram([ProbeProcess.DotNet, ToolRun.Assembly, "log", .. arguments]);

    private static ProcessResult Append(string line, params string[] arguments) =>
        ProbeProcess.RunProgram(["sh", "-c", $"echo {line} | \"$@\"", "sh", ProbeProcess.DotNet, ToolRun.Assembly, "log", "append", .. arguments]);

    private static JsonElement[] Lines(ProcessResult run) => [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static byte[] Damage(string path, long offset)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[offset] ^= 0x10;
        File.WriteAllBytes(path, bytes);
        return bytes;
    }

    // As a process leaves it that was killed.
    private static TempPath Unclosed(out LogSequenceNumber second, string first = "one")
    {
        var temp = TempPath.InMemory();
        byte[] left;
        using (var log = TransactionalLog.Create(temp.Path, s_options))
        {
            log.Append(Encoding.UTF8.GetBytes(first));
            second = log.Append("two"u8);
            log.Append("three"u8);
            left = log.Mapping.AsReadOnlySpan(0, Length).ToArray();
        }

        File.WriteAllBytes(temp.Path, left);
        return temp;
    }
}
