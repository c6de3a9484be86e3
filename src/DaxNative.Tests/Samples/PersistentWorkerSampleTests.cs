using System.Diagnostics;
using DaxNative.Log;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

public sealed class PersistentWorkerSampleTests : IDisposable
{
    private const string Sample = "PersistentWorker";

    private readonly TempPath _disk = TempPath.OnDisk();

    [Fact]
    public void EachRun_IsCountedAndItsRecordsStay()
    {
        for (int run = 1; run <= 2; run++)
        {
            ProcessResult result = Run("--seconds", "0.5");
            Assert.True(result.ExitCode == 0, result.ToString());
            Assert.Contains($"Run {run} ends after ", result.Output, StringComparison.Ordinal);
            Assert.Equal("", result.Error);
        }

        using PersistentMapping state = PersistentMapping.Open(_disk.Path, new MappingOptions { AllowVolatile = true });
        using TransactionalLog journal = TransactionalLog.Open(Journal, new LogOptions { AllowVolatile = true });
        Assert.Equal(2, state.ReadOnlyRef<long>(0));
        Assert.True(journal.Recovery.WasClean);
        Assert.Equal(["run 1, record 0", "run 2, record 0"], SimulatedLog.Texts(journal).Where(text => text.EndsWith("record 0", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CtrlC_EndsIt()
    {
        var start = new ProcessStartInfo(ProbeProcess.DotNet, [SampleProgram.AssemblyOf(Sample), .. Paths]) { RedirectStandardOutput = true };
        using Process worker = Process.Start(start)!;
        while (worker.StandardOutput.ReadLine() is { } line && !line.Contains("Run 1 begins", StringComparison.Ordinal))
        {
        }

        Assert.Equal(0, Syscall.kill(worker.Id, Signum.SIGINT));
        Task<string> rest = worker.StandardOutput.ReadToEndAsync();
        bool ended = Patience.WaitForExit(worker, () => 0);
        worker.Kill(entireProcessTree: true);

        Assert.True(ended);
        Assert.Equal(0, worker.ExitCode);
        Assert.Contains("Run 1 ends after ", await rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RequiredGranularity", "Cacheline64", "DaxNative:RequiredGranularity is \"Cacheline64\". Write one of ")]
    [InlineData("RequiredGranulartiy", "CacheLine", "DaxNative:RequiredGranulartiy is \"CacheLine\". DaxNative has no such key. Write RequiredGranularity.")]
    [InlineData("RequiredEvidence", "Volatile", "DaxNative:RequiredEvidence is \"Volatile\". ")]
    [InlineData("AllowVolatile", "maybe", "DaxNative:AllowVolatile is \"maybe\". Write true or false.")]
    [InlineData("Mappings:state:Path", "state", "DaxNative:Mappings:state:Path is \"state\". Write the absolute path ")]
    [InlineData("Mappings:state:Path", "", "DaxNative:Mappings:state:Path: Write the absolute path ")]
    [InlineData("Mappings:state:Length", "-1", "DaxNative:Mappings:state:Length is \"-1\". ")]
    [InlineData("Mappings:state:Access", "Read", "DaxNative:Mappings:state:Access is \"Read\". ")]
    [InlineData("Mappings:other:Mode", "Open", "DaxNative:Mappings:other:Path: Write the absolute path ")]
    [InlineData("Logs:journal:Length", "65537", "DaxNative:Logs:journal:Length is \"65537\". ")]
    [InlineData("Logs:journal:Lenght", "65536", "DaxNative:Logs:journal:Lenght is \"65536\". DaxNative:Logs:journal has no such key. Write Length.")]
    public void AWrongSetting_EndsItInOneLine(string key, string value, string line)
    {
        ProcessResult result = Run("--seconds", "0", $"--DaxNative:{key}={value}");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(line, Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(_disk.Path));
    }

    [Fact]
    public void AFolderThatIsNotThere_EndsItInOneLine()
    {
        ProcessResult result = Run("--seconds", "0", $"--DaxNative:Mappings:state:Path={_disk.Directory}/nowhere/state");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"DaxNative:Mappings:state: open({_disk.Directory}/nowhere/) failed: ENOENT (2).", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose() => _disk.Dispose();

    private string Journal => _disk.Path + ".journal";

    // The test's own files; the disk of a virtual machine may be memory.
    private string[] Paths => ["--DaxNative:AllowVolatile=true", $"--DaxNative:Mappings:state:Path={_disk.Path}", $"--DaxNative:Logs:journal:Path={Journal}"];

    private ProcessResult Run(params string[] arguments) => SampleProgram.Run(Sample, [.. Paths, .. arguments]);
}
