using Xunit;

namespace DaxNative.Tests;

public class CompareScriptTests
{
    private static readonly string s_benchmarks = Path.Combine(Repository.Root, "benchmarks");

    [SkippableFact]
    public void Once_EveryCaseLeavesWhatItShouldAndNothingStaysBehind()
    {
        SkipUnlessBuildable();
        string[] before = Scratches();

        ProcessResult result = Compare("--once", "--no-build");

        Assert.True(result.ExitCode == 0, result.ToString());
        string[][] lines = [.. Lines(result)];
        Assert.All(lines, line => Assert.True(line[1] is "right" or "skipped", string.Join('\t', line)));

        // Every kind of case, with every peer that is native.
        string[] groups = [.. lines.Select(line => line[0].Split('/')[0]).Distinct().Order()];
        Assert.Equal(["batch", "byte-persist", "copy", "enumerate-devices", "fill", "inspect", "log-append", "log-append-beside-disk", "log-deferred", "log-disk", "log-disk-shared", "log-open-closed", "log-peers", "log-recovery", "log-shared", "log-shared-99.99th", "log-shared-longest", "log-transaction", "open-map-unmap", "persist"], groups);
        string[] append = Assert.Single(lines, line => line[0] == "log-append/64");
        Assert.All(["ours", "libpmemlog"], peer => Assert.Contains(peer, append[2].Split(", ")));
        string[] peers = Assert.Single(lines, line => line[0] == "log-peers/64");
        Assert.Equal("ours, FasterLog, RocksDB, LMDB, SQLite, FileStream flushed to disk", peers[2]);
        string[] largeCopy = Assert.Single(lines, line => line[0] == "copy/16Mi/off-by-one");
        Assert.All(["ours", "libpmem", "libpmem2", "C sse2"], peer => Assert.Contains(peer, largeCopy[2].Split(", ")));
        Assert.Empty(Scratches().Except(before));
    }

    [SkippableTheory]
    [InlineData("1")]
    [InlineData("2")]
    public void ACase_IsALineAPeerWithTenFields(string processes)
    {
        SkipUnlessBuildable();

        ProcessResult result = Compare("--no-build", "--rounds", "3", "--case", "persist/8", "--processes", processes);

        Assert.True(result.ExitCode == 0, result.ToString());
        string[][] lines = [.. Lines(result)];
        Assert.Equal(["C", "libpmem", "libpmem2"], lines.Select(line => line[2]).Where(peer => !peer.StartsWith("JDK", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.Equal(10, line.Length));
    }

    [SkippableTheory]
    [InlineData("--no-such-option")]
    [InlineData("--rounds", "many")]
    [InlineData("--processes", "0")]
    [InlineData("--update-docs", "--once")]
    [InlineData("--no-build", "--once", "--case", "no-such-case")]
    public void WrongUsage_IsTwo(params string[] arguments)
    {
        SkipUnlessBuildable();
        Assert.Equal(2, Compare(arguments).ExitCode);
    }

    private static ProcessResult Compare(params string[] arguments) =>
        ProbeProcess.RunProgram(["bash", Path.Combine(s_benchmarks, "compare.sh"), .. arguments]);

    private static IEnumerable<string[]> Lines(ProcessResult result) =>
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'));

    private static string[] Scratches() => Directory.GetDirectories("/dev/shm", "daxnative-benchmarks.*");

    // What the script itself asks for.
    private static void SkipUnlessBuildable() => DebianPackages.SkipUnlessAllOf("peers");
}
