using Xunit;

namespace DaxNative.Tests;

public class NonTemporalChoiceTests
{
    [Theory]
    [InlineData(null, "1000", 1000)]
    [InlineData(500L, "1000", 500)]
    [InlineData(0L, null, 1)]
    [InlineData(null, "0", 1)]
    public void Threshold_IsTheOptionsElseTheEnvironments(long? option, string? environment, int first)
    {
        NonTemporalChoice choice = NonTemporalChoice.Choose(option, environment);

        Assert.False(choice.Takes(64, (nuint)first - 1));
        Assert.True(choice.Takes(65, (nuint)first));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void WithoutAWish_TheMeasuredChoiceIsTaken(string? environment)
    {
        NonTemporalChoice choice = NonTemporalChoice.Choose(null, environment);

        for (nuint length = 0; length < 1000; length++)
        {
            Assert.Equal(NonTemporalChoice.IsFasterPastTheCaches(65, length, NonTemporalChoice.PartsOfLines), choice.Takes(65, length));
            Assert.Equal(default(NonTemporalChoice).Takes(64, length), choice.Takes(64, length));
        }
    }

    [Theory]
    [InlineData(false, 64, 56, false)]
    [InlineData(false, 64, 64, true)]
    [InlineData(false, 64, 127, false)]
    [InlineData(false, 64, 128, true)]
    [InlineData(false, 72, 128, false)]
    [InlineData(false, 72, 319, false)]
    [InlineData(false, 72, 320, true)]
    [InlineData(true, 72, 8, true)]
    [InlineData(true, 72, 9, false)]
    [InlineData(true, 65, 255, false)]
    [InlineData(true, 65, 256, true)]
    public void MeasuredChoice_LooksAtTheEndsOfTheRange(bool partsOfLines, int address, int length, bool pastTheCaches) =>
        Assert.Equal(pastTheCaches, NonTemporalChoice.IsFasterPastTheCaches((nuint)address, (nuint)length, partsOfLines));

    [Theory]
    [InlineData("-1")]
    [InlineData("1k")]
    [InlineData("0x10")]
    [InlineData(" 64")]
    [InlineData("9223372036854775808")]
    public void WhatIsNoNumberOfBytes_IsRefused(string environment)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => NonTemporalChoice.Choose(null, environment));

        Assert.Equal((DaxError.NotSupported, true), (refusal.Error, refusal.IsPredicted));
        Assert.Contains("DAXNATIVE_NON_TEMPORAL_THRESHOLD=" + environment, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4096", 0, "CacheLine")]
    [InlineData("many", 1, "NotSupported")]
    public void EnvironmentVariable_ReachesOpen(string value, int exitCode, string says)
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run(["open", temp.Path, "4096"], [], (NonTemporalChoice.Variable, value));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(says, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void PartsOfLines_AreForCpusThatTheKernelCallsAmds() =>
        Assert.Equal(File.ReadLines("/proc/cpuinfo").Any(line => line.StartsWith("vendor_id", StringComparison.Ordinal) && line.EndsWith("AuthenticAMD", StringComparison.Ordinal)), NonTemporalChoice.PartsOfLines);
}
