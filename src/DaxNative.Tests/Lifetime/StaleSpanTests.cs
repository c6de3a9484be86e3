using Xunit;

namespace DaxNative.Tests;

public class StaleSpanTests
{
    [Theory]
    [InlineData("write")]
    [InlineData("read")]
    public void SpanKeptPastDispose_FailsFastAndReachesNothingElse(string how)
    {
        using var temp = TempPath.InMemory();
        string other = Path.Combine(temp.Directory, "other");

        ProcessResult result = ProbeProcess.Run("stale-span", how, temp.Path, other);

        Assert.Contains("ready", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("touched", result.Output, StringComparison.Ordinal);
        Assert.Contains("AccessViolationException", result.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(-1, File.ReadAllBytes(other).AsSpan().IndexOfAnyExcept((byte)0));
    }
}
