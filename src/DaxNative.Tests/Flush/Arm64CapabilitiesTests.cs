using Xunit;

namespace DaxNative.Tests;

/// <summary>HWCAP and CTR_EL0 as Linux shows them on these cores.</summary>
public class Arm64CapabilitiesTests
{
    [Theory]
    [InlineData("Cortex-A53", 0x8FBul, 0ul, false, false)]
    [InlineData("Neoverse N1", 0x119FFBul, 0ul, true, false)]
    [InlineData("A64FX", 0x415FFBul, 0ul, true, false)]
    [InlineData("every bit but these two", ~0x10000ul, ~1ul, false, false)]
    [InlineData("DCPOP alone", 0x10000ul, 0ul, true, false)]
    [InlineData("DCPODP alone", 0ul, 1ul, false, true)]
    [InlineData("both", 0x10000ul, 1ul, true, true)]
    public void Supports_LooksAtTheInstructionsOwnBit(string cpu, ulong hwcap, ulong hwcap2, bool cvap, bool cvadp)
    {
        var capabilities = new Arm64Capabilities(hwcap, hwcap2);

        Assert.True((cvap, cvadp) == (capabilities.Supports(FlushInstruction.DcCvap), capabilities.Supports(FlushInstruction.DcCvadp)), cpu);
        Assert.True(capabilities.Supports(FlushInstruction.DcCvac));
        Assert.False(capabilities.Supports(FlushInstruction.None));
        Assert.False(capabilities.Supports(FlushInstruction.Clwb));
    }

    // Deep persistence is more than Persist promises: it is never taken unasked where the other is there.
    [Theory]
    [InlineData(0ul, 0ul, FlushInstruction.DcCvac)]
    [InlineData(0x10000ul, 0ul, FlushInstruction.DcCvap)]
    [InlineData(0x10000ul, 1ul, FlushInstruction.DcCvap)]
    [InlineData(0ul, 1ul, FlushInstruction.DcCvadp)]
    public void Best_IsTheMostWantedThatTheCpuHas(ulong hwcap, ulong hwcap2, FlushInstruction best) =>
        Assert.Equal(best, new Arm64Flushing(new Arm64Capabilities(hwcap, hwcap2), () => default).Best);

    [Theory]
    [InlineData("Cortex-A53", 0x84448004ul, 64)]
    [InlineData("A64FX", 0x86668006ul, 256)]
    [InlineData("the smallest line of a machine of different cores", 0x84438004ul, 32)]
    [InlineData("the least that the field can say", 0ul, 4)]
    [InlineData("the most", 0x000F0000ul, 128 * 1024)]
    [InlineData("every other field", 0xFFFFFFFFFFF0FFFFul, 4)]
    public void LineSize_IsBits19To16AsPowerOfTwoWords(string machine, ulong value, int bytes)
    {
        int lineSize = new Arm64CacheType(value).LineSize;

        Assert.True(bytes == lineSize, $"{machine}: {lineSize}");
    }
}
