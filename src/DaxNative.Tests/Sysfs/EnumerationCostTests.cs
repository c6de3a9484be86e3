using Xunit;

namespace DaxNative.Tests;

/// <summary>What listing the dax devices costs, in system calls and beside the peer.</summary>
[Trait("Category", "Kernel")]
public class EnumerationCostTests
{
    /// <summary>daxctl starts a process; what that takes, up to the first look at sysfs, is not counted against it.</summary>
    [SkippableFact]
    public void Enumerate_MakesFewerSystemCallsThanDaxctlList()
    {
        TestDevices.RequireGuest();
        DebianPackages.SkipUnlessThere("daxctl");
        var ours = SystemCallTrace.Of("enumerate");
        using var temp = TempPath.InMemory();
        ProcessResult list = ProbeProcess.RunTool("strace", "-f", "-o", temp.Path, "daxctl", "list");
        Assert.True(list.ExitCode == 0, list.ToString());
        string[] theirs = [.. File.ReadLines(temp.Path).SkipWhile(line => !line.Contains("\"/sys/", StringComparison.Ordinal))];

        Assert.Contains("dax", list.Output, StringComparison.Ordinal);
        Assert.True(ours.BetweenMarkers.Count < theirs.Length, $"{ours.BetweenMarkers.Count} system calls, daxctl list {theirs.Length}");

        // Whatever the number of devices cut from it.
        Assert.All(
            ours.BetweenMarkers.Where(call => call.Contains("/set_cookie\"", StringComparison.Ordinal)).GroupBy(call => call.Split('"')[1]),
            readings => Assert.Single(readings));
    }
}
