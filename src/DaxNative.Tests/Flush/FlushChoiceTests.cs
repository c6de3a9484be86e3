using Xunit;

namespace DaxNative.Tests;

public class FlushChoiceTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void WithoutAWish_TheCpusBestIsTaken(string? environment) =>
        Assert.Equal(CpuFlush.Best, FlushChoice.Choose(null, environment));

    [Theory]
    [InlineData("clflush")]
    [InlineData("CLFLUSH")]
    [InlineData("ClFlush")]
    public void Environment_ChoosesALesserInstruction(string environment) =>
        Assert.Equal(FlushInstruction.Clflush, FlushChoice.Choose(null, environment));

    [SkippableFact]
    public void Option_WinsOverTheEnvironment()
    {
        CpuFeature.Require(CpuFlush.IsSupported(FlushInstruction.ClflushOpt), "CLFLUSHOPT", "clflushopt");

        Assert.Equal(FlushInstruction.ClflushOpt, FlushChoice.Choose(FlushInstruction.ClflushOpt, "clflush"));
    }

    [Theory]
    [InlineData("clwbx")]
    [InlineData("none")]
    [InlineData("3")]
    [InlineData(" clwb")]
    public void UnknownName_IsRefusedWithTheValidOnes(string environment)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => FlushChoice.Choose(null, environment));

        Assert.Equal(DaxError.FlushNotAvailable, refusal.Error);
        Assert.True(refusal.IsPredicted);
        Assert.Contains("DAXNATIVE_FLUSH_INSTRUCTION=" + environment, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("clwb, clflushopt or clflush", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clwb", FlushInstruction.Clwb)]
    [InlineData("ClFlushOpt", FlushInstruction.ClflushOpt)]
    [InlineData("dccvac", FlushInstruction.DcCvac)]
    [InlineData("DCCVAP", FlushInstruction.DcCvap)]
    [InlineData("dccvadp", FlushInstruction.DcCvadp)]
    public void EveryInstructionsName_IsKnownOnEveryMachine(string environment, FlushInstruction named)
    {
        if (CpuFlush.IsSupported(named))
        {
            Assert.Equal(named, FlushChoice.Choose(null, environment));
        }
        else
        {
            DaxException refusal = Assert.Throws<DaxException>(() => FlushChoice.Choose(null, environment));
            Assert.Contains($"{named} is asked for by the environment variable", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(FlushInstruction.None)]
    [InlineData((FlushInstruction)17)]
    public void OptionThatTheCpuLacks_IsRefused(FlushInstruction option)
    {
        DaxException refusal = Assert.Throws<DaxException>(() => FlushChoice.Choose(option, "clflush"));

        Assert.Equal(DaxError.FlushNotAvailable, refusal.Error);
        Assert.Contains("option", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChosenInstruction_IsTheOneInTheGuarantee()
    {
        using var temp = TempPath.InMemory();
        using PersistentMapping map = PersistentMapping.Open(temp.Path, TempPath.Volatile() with { FlushInstruction = FlushInstruction.Clflush });

        Assert.Equal(FlushInstruction.Clflush, map.Guarantee.Instruction);
    }

    [Theory]
    [InlineData("clflush", 0, "Clflush")]
    [InlineData("clwobble", 1, "FlushNotAvailable")]
    public void EnvironmentVariable_ReachesOpen(string value, int exitCode, string says)
    {
        using var temp = TempPath.InMemory();

        ProcessResult result = ProbeProcess.Run(["open", temp.Path, "4096"], [], ("DAXNATIVE_FLUSH_INSTRUCTION", value));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(says, result.Output, StringComparison.Ordinal);
    }
}
