using Xunit;

namespace DaxNative.Tests;

/// <summary>daxnative doctor on this machine, whatever that is.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly FakeLinux _linux = new();

    public void Dispose() => _linux.Dispose();

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("doctor", "--nonsense")]
    [InlineData("doctor", "path")]
    [InlineData("doctor", "--root")]
    [InlineData("inspect")]
    [InlineData("inspect", "one", "two")]
    [InlineData("inspect", "--nonsense")]
    [InlineData("inspect", "-5")]
    public void WrongUsage_Is64AndSaysWhere(params string[] arguments)
    {
        ToolRun run = ToolRun.Of(arguments);

        Assert.Equal(64, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains($"{(arguments[0].StartsWith('-') ? "daxnative" : $"daxnative {arguments[0]}")} --help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_SaysTheExitCodes()
    {
        ToolRun run = ToolRun.Of("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("64 wrong usage", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("doctor", "--json")]
    [InlineData("inspect", "/somewhere")]
    [InlineData("setup", "list")]
    public void AnotherSystem_Is3(params string[] arguments)
    {
        ToolRun run = ToolRun.Of(isLinux: false, arguments);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("Linux", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ATreeWithoutSysfs_CouldNotBeTold() => Assert.Equal(2, ToolRun.Of("doctor", "--json", "--root", _linux.Directory).ExitCode);

    [Fact]
    public void AMachineWithoutPersistentMemory_Is1()
    {
        _linux.Folder("/sys/bus/platform");

        ToolRun run = ToolRun.Of("doctor", "--json", "--root", _linux.Directory);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("not_durable_by_cpu", run.Json.GetProperty("verdict").GetString());
    }

    [Fact]
    public void AMissingFile_CouldNotBeTold()
    {
        ToolRun run = ToolRun.Of("inspect", "/nowhere/at/all", "--json");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("not_found", run.Json.GetProperty("outlook").GetProperty("refusal").GetString());
    }

    [Fact]
    public void AMissingProcess_IsRefused() => Assert.Equal(1, ToolRun.Of("inspect", int.MaxValue.ToString(null, null)).ExitCode);

    [Fact]
    public void AFileInMemory_IsNotDurableAndIsNotChanged()
    {
        string path = "/dev/shm/" + Guid.NewGuid().ToString("n");
        try
        {
            File.WriteAllText(path, "contents");
            DateTime written = File.GetLastWriteTimeUtc(path);

            ToolRun run = ToolRun.Of("inspect", path, "--json");

            Assert.Equal(1, run.ExitCode);
            Assert.True(run.Json.GetProperty("tried").GetBoolean());
            Assert.Equal("volatile", run.Json.GetProperty("outlook").GetProperty("evidence").GetString());
            Assert.Equal("contents", File.ReadAllText(path));
            Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("/dev/shm", 1)]
    [InlineData("/dev/null", 1)]
    public void WhatIsNoFile_IsAnsweredAndNeverOffersToDestroyIt(string path, int expected)
    {
        ToolRun run = ToolRun.Of("inspect", path, "--json");

        Assert.Equal(expected, run.ExitCode);
        Assert.DoesNotContain("mkfs", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("umount", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyFile_IsPredicted()
    {
        string path = Path.GetTempFileName();
        try
        {
            ToolRun run = ToolRun.Of("inspect", path, "--json");

            Assert.False(run.Json.GetProperty("tried").GetBoolean());
            Assert.Equal(0, new FileInfo(path).Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ThisProcess_HasNoDaxMappingOfATmpfsFile()
    {
        string path = "/dev/shm/" + Guid.NewGuid().ToString("n");
        try
        {
            using var mapping = PersistentMapping.Open(path, new MappingOptions { Mode = FileMode.CreateNew, Length = 4096, AllowVolatile = true });

            ToolRun run = ToolRun.Of("inspect", Environment.ProcessId.ToString(null, null), "--json");

            Assert.Equal(1, run.ExitCode);
            Assert.DoesNotContain(path, run.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
