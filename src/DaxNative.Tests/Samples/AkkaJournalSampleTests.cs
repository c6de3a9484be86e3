using System.Diagnostics;
using System.Text.RegularExpressions;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

public sealed partial class AkkaJournalSampleTests : IDisposable
{
    private const string Sample = "AkkaJournal";

    private readonly TempPath _memory = TempPath.InMemory();

    // Each run kills a child in the midst of transfers of two events each.
    [Fact]
    public void EachRun_GoesOnWhereTheKilledOneWas_WithNothingByHalf()
    {
        long before = 0;
        for (int run = 0; run < 6; run++)
        {
            ProcessResult result = SampleProgram.Run(Sample, _memory.Path);

            Assert.True(result.ExitCode == 0, result.ToString());
            Assert.Equal("", result.Error);
            Match counts = Counts().Match(result.Output);
            Assert.True(counts.Success, result.ToString());
            Assert.Equal(counts.Groups["withdrawn"].Value, counts.Groups["deposited"].Value);
            long now = long.Parse(counts.Groups["deposited"].Value);
            Assert.InRange(long.Parse(counts.Groups["acknowledged"].Value), before + 1, now);
            before = now;
        }
    }

    [Fact]
    public void WithoutAPath_ItLeavesNothing()
    {
        string[] before = Directory.GetFiles("/dev/shm", "daxnative-akka-*");

        ProcessResult result = SampleProgram.Run(Sample);

        Assert.True(result.ExitCode == 0, result.ToString());
        string path = result.Output.Split(':')[0];
        Assert.StartsWith("/dev/shm/daxnative-akka-", path, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
        Assert.DoesNotContain(path, before);
    }

    [Fact]
    public async Task CtrlC_EndsItAndItsChild()
    {
        var start = new ProcessStartInfo(ProbeProcess.DotNet, [SampleProgram.AssemblyOf(Sample)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process sample = Process.Start(start)!;
        string? path = (await sample.StandardOutput.ReadLineAsync())?.Split(':')[0];
        Assert.True(Patience.Until(() => Children(sample.Id).Length > 0));
        int child = Children(sample.Id)[0];

        Assert.Equal(0, Syscall.kill(sample.Id, Signum.SIGINT));
        Task<string> error = sample.StandardError.ReadToEndAsync();
        bool ended = Patience.WaitForExit(sample, () => 0);
        sample.Kill(entireProcessTree: true);

        Assert.True(ended);
        Assert.Equal((130, ""), (sample.ExitCode, await error));
        Assert.False(File.Exists(path));
        Assert.False(Directory.Exists($"/proc/{child}"));
    }

    [Fact]
    public void WhatIsNoLog_IsRefusedInOneLineAndLeftAlone()
    {
        using TempPath other = TempPath.InMemory().WithFile(100, 7);

        ProcessResult result = SampleProgram.Run(Sample, other.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(Enumerable.Repeat((byte)7, 100), File.ReadAllBytes(other.Path));
    }

    public void Dispose() => _memory.Dispose();

    // man 5 proc: behind the name in parentheses, the second field is the parent.
    private static int[] Children(int process) => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out int id) ? id : 0)
        .Where(id => id > 0 && Parent(id) == process)];

    private static int Parent(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }

    [GeneratedRegex(@"killed after transfer (?<acknowledged>\d+)\. Recovered from the last \d+ events: (?<withdrawn>\d+) withdrawn, (?<deposited>\d+) deposited\.\nNothing ")]
    private static partial Regex Counts();
}
