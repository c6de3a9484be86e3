using System.Diagnostics;
using DaxNative.Logs;
using Xunit;

namespace DaxNative.Tests;

/// <summary>A tail that follows a log which another process appends to.</summary>
public class LogTailTests
{
    [Fact]
    public async Task Follow_PrintsWhatAnotherProcessAppendsUntilItIsInterrupted()
    {
        using var file = new LogFile();
        using TransactionalLog log = file.Create();
        log.Append("before"u8);
        using Process tail = Process.Start(new ProcessStartInfo(ProbeProcess.DotNet, [SampleProgram.AssemblyOf("TransactionalLog"), "tail", "--follow", file.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            Assert.Equal("before", await Patience.For(tail.StandardOutput.ReadLineAsync()));
            log.Append("while it looks"u8);
            Assert.Equal("while it looks", await Patience.For(tail.StandardOutput.ReadLineAsync()));

            // The shell's own: the program of that name is in no bare Debian.
            Assert.Equal(0, ProbeProcess.RunProgram("sh", "-c", $"kill -INT {tail.Id}").ExitCode);
            Assert.True(Patience.Until(() => tail.HasExited));

            // That is how it ends, not how it fails.
            Assert.Equal(0, tail.ExitCode);
            Assert.Empty(await Patience.For(tail.StandardError.ReadToEndAsync()));
        }
        finally
        {
            tail.Kill();
        }
    }
}
