using Xunit;

namespace DaxNative.Tests;

/// <summary>The runner of the virtual machines says what VSTest would.</summary>
public class InProcessRunnerTests
{
    private const string Fail = "DAXNATIVE_TEST_RUNNER_FAIL";
    private const string Die = "DAXNATIVE_TEST_RUNNER_DIE";

    [Fact]
    public void EachResult_IsALineOfItsOwn()
    {
        (ProcessResult run, string[] lines) = Run([nameof(Theory_WithTwoCases), nameof(Test_ThatSkips)]);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(
            [
                $"NotExecuted\t{Name(nameof(Test_ThatSkips))}\tIt always skips.\t",
                $"Passed\t{Name(nameof(Theory_WithTwoCases))}(number: 1)\t\t",
                $"Passed\t{Name(nameof(Theory_WithTwoCases))}(number: 2)\t\t",
            ],
            lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ATestThatFails_IsAFailureOfTheRunWithItsMessageAndStack()
    {
        (ProcessResult run, string[] lines) = Run([nameof(Test_ThatFailsOrDiesWhereItIsAsked), nameof(Theory_WithTwoCases)], (Fail, "1"));

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Equal(3, lines.Length);
        string[] fields = Assert.Single(lines, line => line.StartsWith("Failed\t", StringComparison.Ordinal)).Split('\t');
        Assert.Equal(Name(nameof(Test_ThatFailsOrDiesWhereItIsAsked)), fields[1]);
        Assert.Contains("Asked to fail,\\nin two lines", fields[2], StringComparison.Ordinal);
        Assert.Contains(nameof(Test_ThatFailsOrDiesWhereItIsAsked), fields[3], StringComparison.Ordinal);
    }

    [Fact]
    public void AProcessThatDies_IsNeitherPassedNorFailed()
    {
        (ProcessResult run, string[] lines) = Run([nameof(Test_ThatFailsOrDiesWhereItIsAsked)], (Die, "1"));

        Assert.True(run.ExitCode > 1, run.ToString());
        Assert.Empty(lines);
        Assert.Contains($"Begun {Name(nameof(Test_ThatFailsOrDiesWhereItIsAsked))}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TheTestThatDoesNotExist")]
    [InlineData("")]
    public void ANameOfNoTest_IsAnError(string name)
    {
        (ProcessResult run, _) = Run([name]);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains("no test is called", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Theory_WithTwoCases(int number) => Assert.InRange(number, 1, 2);

    [SkippableFact]
    public void Test_ThatSkips() => Skip.If(IsRunner, "It always skips.");

    [Fact]
    public void Test_ThatFailsOrDiesWhereItIsAsked()
    {
        Assert.True(Environment.GetEnvironmentVariable(Fail) is null, "Asked to fail,\nin two lines\tand a column.");
        if (Environment.GetEnvironmentVariable(Die) is not null)
        {
            Environment.FailFast("Asked to die.");
        }
    }

    private static bool IsRunner => Environment.GetEnvironmentVariable("DAXNATIVE_TEST_RUNNER") is not null;

    private static string Name(string method) => $"{typeof(InProcessRunnerTests).FullName}.{method}";

    private static (ProcessResult Run, string[] Lines) Run(string[] methods, params (string Name, string Value)[] environment)
    {
        using var names = TempPath.InMemory();
        using var results = TempPath.InMemory();
        File.WriteAllLines(names.Path, methods.Select(method => method.Length == 0 ? method : Name(method)));
        ProcessResult run = ProbeProcess.RunAssembly(typeof(InProcessRunnerTests).Assembly.Location, [names.Path, results.Path], [.. environment, ("DAXNATIVE_TEST_RUNNER", "1")]);
        return (run, File.Exists(results.Path) ? File.ReadAllLines(results.Path) : []);
    }
}
