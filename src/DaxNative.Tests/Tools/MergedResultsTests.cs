using Xunit;

namespace DaxNative.Tests;

/// <summary>What tools/test.sh makes of the results of its runs.</summary>
public class MergedResultsTests
{
    private const string LacksAPackage = "host\tNotExecuted\tA\tstrace is not installed: apt-get install strace\t";
    private const string LacksADevice = "host\tNotExecuted\tA\tDAXNATIVE_TEST_X is not set: tools/test.sh runs this\t";
    private const string LacksAnInstruction = "host\tNotExecuted\tA\tThis CPU has no AVX-512; no command provides it.\t";
    private const string Passed = "6.12\tPassed\tA\t\t";
    private const string AnotherPassed = "host\tPassed\tB\t\t";

    [Theory]
    [InlineData(1, "1 tests were skipped for lack of a package, which is an error", true, true, LacksAPackage)]
    [InlineData(1, "1 tests were skipped for lack of a package, which is an error", false, true, LacksAPackage, Passed)]
    [InlineData(0, "1 tests were skipped for lack of a package", true, false, LacksAPackage)]
    [InlineData(0, "0 tests were skipped for lack of a package", true, true, LacksADevice)]
    [InlineData(1, "0 tests were skipped for lack of a package", false, true, LacksADevice)]
    [InlineData(0, "0 tests were skipped for lack of a package", false, true, LacksADevice, Passed)]
    [InlineData(0, "0 tests were skipped for lack of a package", false, true, "arm64-library\tNotExecuted\tA\tgcc is not installed: apt-get install gcc\t", Passed)]
    public void ASkipForLackOfAPackage_IsAnErrorOnceAllPackagesAreThere(int status, string said, bool hostOnly, bool complete, params string[] results)
    {
        ProcessResult run = Merge(hostOnly, complete, [.. results, AnotherPassed]);

        Assert.True(run.ExitCode == status, run.ToString());
        Assert.Contains(run.Output.Split('\n'), line => line.StartsWith(said, StringComparison.Ordinal) && (line == said || said.EndsWith("error", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, "1 passed, 0 failed, 1 skipped", LacksAnInstruction)]
    [InlineData(0, "1 passed, 0 failed, 1 skipped", LacksADevice, LacksAnInstruction)]
    [InlineData(0, "2 passed, 0 failed, 0 skipped", LacksAnInstruction, Passed)]
    [InlineData(1, "1 passed, 1 failed, 0 skipped", LacksAnInstruction, "6.12\tFailed\tA\twrong\t")]
    public void ASkipForAnInstructionOfTheCpu_IsOnlyCounted(int status, string last, params string[] results)
    {
        ProcessResult run = Merge(false, true, [.. results, AnotherPassed]);

        Assert.True(run.ExitCode == status, run.ToString());
        Assert.EndsWith("\n" + last + "\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(last.EndsWith("1 skipped", StringComparison.Ordinal), run.Output.Contains("\n1 tests want a CPU with other instructions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, false, "7.3\tPassed", "6.1\tPassed")]
    [InlineData(1, false, "7.3\tPassed", "6.1\tNotExecuted")]
    [InlineData(1, false, "7.3\tPassed")]
    [InlineData(1, false, "7.3\tPassed", "6.1\tPassed", "6.1\tPassed\tX.Cost")]
    [InlineData(0, false, "7.3\tPassed\tX.Cost", "6.1\tPassed", "7.3\tPassed")]
    [InlineData(1, true, "7.3\tPassed\tX.Cost", "6.1\tPassed", "7.3\tPassed")]
    [InlineData(0, false, "6.1\tPassed\tX.Lacking", "6.1\tPassed", "7.3\tPassed")]
    [InlineData(0, true, "6.1\tPassed\tX.Lacking", "6.1\tPassed", "7.3\tPassed")]
    [InlineData(1, false, "7.3\tPassed\tX.Lacking", "6.1\tPassed", "7.3\tPassed")]
    [InlineData(0, false, "7.3\tPassed", "6.1\tPassed", "6.1\tPassed\tX.Device", "7.3\tNotExecuted\tX.Device\tDAXNATIVE_TEST_ODD is not set: a command")]
    [InlineData(1, false, "7.3\tPassed", "6.1\tPassed", "7.3\tPassed\tX.Device", "6.1\tNotExecuted\tX.Device\tDAXNATIVE_TEST_ODD is not set: a command")]
    [InlineData(1, false, "7.3\tPassed", "6.1\tPassed", "6.1\tPassed\tX.Device", "7.3\tNotExecuted\tX.Device\tDAXNATIVE_TEST_ODDER is not set: a command")]
    public void AKernelTest_MustPassOnEachKernelThatTheListGivesIt(int status, bool everywhere, params string[] results)
    {
        using var list = TempPath.InMemory();
        using var leftOut = TempPath.InMemory();
        File.WriteAllText(list.Path, "# CLASS KERNELS WHY\nX.Cost enough 7.3 It counts.\nX.Lacking only 6.1 The other lacks it.\nDAXNATIVE_TEST_ODD only 6.1 The same.\n");
        File.WriteAllText(leftOut.Path, LeftOut(list.Path, everywhere).Output);

        // A result without a name is one of a test that the list does not name.
        ProcessResult run = Merge(
            false,
            true,
            [.. results.Select(static result => (result.Split('\t').Length == 2 ? result + "\tN.X.Every" : result.Replace("X.", "N.X.", StringComparison.Ordinal)) + "\t\t\t"), AnotherPassed],
            "-v",
            "kernels=7.3 6.1",
            "-v",
            "left_out=" + leftOut.Path,
            "-v",
            "partial=1");

        Assert.True(run.ExitCode == status, run.ToString());
        Assert.Equal(status == 1, run.Output.Contains("which is an error", StringComparison.Ordinal));
    }

    [Fact]
    public void ADeviceThatAKernelLacks_ExcusesNoFailure()
    {
        using var leftOut = TempPath.InMemory();
        File.WriteAllText(leftOut.Path, "7.3\tDAXNATIVE_TEST_ODD\n");

        ProcessResult run = Merge(
            false, true, ["6.1\tPassed\tN.X.Device\t\t", "7.3\tFailed\tN.X.Device\tDAXNATIVE_TEST_ODD is not set: a command\t"], "-v", "kernels=7.3 6.1", "-v", "left_out=" + leftOut.Path, "-v", "partial=1");

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.EndsWith("\n0 passed, 1 failed, 0 skipped\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X.Cost enough 7.3")]
    [InlineData("X.Cost enough It counts.")]
    [InlineData("X.Cost 7.3 It counts.")]
    public void ALineOfTheListWithoutAKernelOrAReason_IsAnError(string line)
    {
        using var list = TempPath.InMemory();
        File.WriteAllText(list.Path, line + "\n");

        Assert.Equal(1, LeftOut(list.Path, everywhere: false).ExitCode);
    }

    [Fact]
    public void TheLastLine_CountsEachTestOnce() =>
        Assert.EndsWith("\n2 passed, 0 failed, 0 skipped\n", Merge(false, true, LacksADevice, Passed, AnotherPassed).Output, StringComparison.Ordinal);

    private static ProcessResult LeftOut(string list, bool everywhere) => ProbeProcess.RunProgram(
        "awk", "-v", "kernels=7.3 6.1", "-v", $"everywhere={(everywhere ? 1 : 0)}", "-f", Path.Combine(Repository.Root, "tools", "vm", "kernel-tests.awk"), list);

    private static ProcessResult Merge(bool hostOnly, bool complete, params string[] results) => Merge(hostOnly, complete, results, []);

    private static ProcessResult Merge(bool hostOnly, bool complete, string[] results, params string[] variables)
    {
        using var temp = TempPath.InMemory();
        File.WriteAllLines(temp.Path, results);
        string tools = Path.Combine(Repository.Root, "tools");
        return ProbeProcess.RunProgram(
            ["awk", "-v", "exceptions=/dev/null", "-v", $"host_only={(hostOnly ? 1 : 0)}", "-v", $"complete={(complete ? 1 : 0)}", .. variables, "-f", Path.Combine(tools, "vm", "merge.awk"), temp.Path]);
    }
}
