using Xunit;

namespace DaxNative.Tests;

/// <summary>A span kept past Dispose of a mapping in a range ends the process, and reaches no other file.</summary>
public class StaleRangeSpanTests
{
    [Fact]
    public void RangeThatIsDisposed_HoldsItsAddressesOnceAndAfterItsLastMapping()
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run("stale-range-span", "held", temp.Directory);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("with a mapping 0, without 1, reclaimed 1\n", result.Output);
    }

    [Theory]
    [InlineData("disposed")] // the range lives, and others are opened and grow beside the place
    [InlineData("grown")] // into what the mapping had grown by
    [InlineData("over")] // the range is disposed too, and nothing refers to it
    [InlineData("shrunk")] // the range ends before the place
    public void StaleSpan_FailsFast(string how)
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run("stale-range-span", how, temp.Directory);

        Assert.Contains("ready", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("touched", result.Output, StringComparison.Ordinal);
        Assert.Contains("AccessViolationException", result.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, result.ExitCode);
        Assert.All(Directory.GetFiles(temp.Directory), file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOfAnyExcept((byte)0)));
    }
}
