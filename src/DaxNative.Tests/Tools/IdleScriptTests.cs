using Xunit;

namespace DaxNative.Tests;

/// <summary>tools/vm/idle.sh, which ends what stands still and nothing else.</summary>
public class IdleScriptTests
{
    private static readonly string s_script = Path.Combine(Repository.Root, "tools", "vm", "idle.sh");

    [Fact]
    public void ACommandThatEnds_HasItsOwnStatus() => Assert.Equal(7, Run("exit 7").ExitCode);

    [Fact]
    public void ACommandWhoseFileNoLongerChanges_IsEndedWithAllThatItStarted()
    {
        ProcessResult run = Run("sleep 1000 & echo $!; wait");

        Assert.True(run.ExitCode == 124, run.ToString());
        Assert.Contains("nothing moved for 3 s", run.Error, StringComparison.Ordinal);
        string sleeper = $"/proc/{run.Output.Trim()}/comm";
        Assert.False(File.Exists(sleeper) && File.ReadAllText(sleeper) == "sleep\n");
    }

    [Fact]
    public void ACommandThatIsSlow_IsLeftAloneWhileItsFileGrows() =>
        Assert.Equal(0, Run("for i in {1..12}; do echo $i >>\"$0\"; sleep 0.5; done").ExitCode);

    [Fact]
    public void AFolder_ChangesWithTheFilesInIt() =>
        Assert.Equal(0, Run("for i in {1..12}; do echo $i >\"${0%/*}/$i\"; sleep 0.5; done", path => Path.GetDirectoryName(path)!).ExitCode);

    [Fact]
    public void TimeInWhichTheScriptItselfStood_IsOneLook() =>
        Assert.Equal(0, Run("sleep 1; kill -STOP $PPID; sleep 4; kill -CONT $PPID; sleep 0.5").ExitCode);

    [Fact]
    public void ACommand_CanBeInterruptedAlsoWhereTheScriptIsInTheBackground()
    {
        using TempPath temp = TempPath.OnDisk().WithFile(1);
        ProcessResult run = ProbeProcess.RunProgram(
            "sh", "-c", "trap '' INT; exec \"$0\" 3 \"$1\" -- sh -c 'kill -INT $$; exit 0'", s_script, temp.Path);
        Assert.True(run.ExitCode == 130, run.ToString());
    }

    [Theory]
    [InlineData("soon", "/tmp")]
    [InlineData("3")]
    public void WrongUsage_IsTwo(params string[] arguments) => Assert.Equal(2, ProbeProcess.RunProgram([s_script, .. arguments]).ExitCode);

    // The script finds the file's path in $0.
    private static ProcessResult Run(string command, Func<string, string>? watched = null)
    {
        using TempPath temp = TempPath.OnDisk().WithFile(1);
        return ProbeProcess.RunProgram(s_script, "3", watched?.Invoke(temp.Path) ?? temp.Path, "--", "bash", "-c", command, temp.Path);
    }
}
