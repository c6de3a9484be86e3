using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

/// <summary>What is left of an exploration whose process dies.</summary>
public class ImageMarkTests
{
    [Fact]
    public void ARecoveryThatOverflowsTheStack_LeavesItsImageBehind()
    {
        string name = $"overflow {Guid.NewGuid():N}";
        ProcessResult died = ProbeProcess.Run("crash-overflow", name);
        Assert.NotEqual(0, died.ExitCode);
        Assert.DoesNotContain("explored", died.Output, StringComparison.Ordinal);

        // The next one of the same name tells it, and only once.
        ProcessResult next = ProbeProcess.Run("crash-overflow", name, "sound");
        Assert.Contains("ImagePath.Parse(\"IMAGE\"), new ExplorerOptions { Seed = 1, MaxImages = 1000000, RecoveryDepth = 2 }", next.Output, StringComparison.Ordinal);
        Assert.Equal(next.Output.Trim(), next.Error.Trim() + Environment.NewLine + "explored");
        Assert.Equal("explored", ProbeProcess.Run("crash-overflow", name, "sound").Output.Trim());

        string image = next.Output.Split("It was at: ")[1].Split(';')[0];
        Assert.Contains("1", ProbeProcess.Run("crash-overflow", name, "repeat", image).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnExplorationThatEnds_LeavesNothingBehind()
    {
        string name = $"ends {Guid.NewGuid():N}";
        CrashExplorer.Explore(Commits.WithoutDrainBetween with { Name = name });
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), "daxnative-crash-ends_*"));
    }

    [Fact]
    public void AnExplorationUnderWay_IsNotTakenForOneThatDied()
    {
        string name = $"alive {Guid.NewGuid():N}";
        IReadOnlyList<string>? left = null;
        CrashExplorer.Explore(Commits.Sound with
        {
            Name = name,
            Subject = CrashSubject.Of(
                memory =>
                {
                    left ??= DiedExplorations.Take(name);
                    return memory;
                },
                Commits.Check),
        });
        Assert.Equal([], left);
    }
}
