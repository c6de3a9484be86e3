using Xunit;

namespace DaxNative.Tests;

/// <summary>The registers as CPUs answer them; the models' public dumps, shortened to what is looked at.</summary>
public class CpuidRegistersTests
{
    [Theory]
    [InlineData("Intel Skylake-SP", 0x0010_0800u, 0xBFEB_FBFFu, 0xD39F_FFFBu, FlushInstruction.Clwb)]
    [InlineData("Intel Skylake client", 0x0010_0800u, 0xBFEB_FBFFu, 0x029C_67AFu, FlushInstruction.ClflushOpt)]
    [InlineData("Intel Haswell", 0x0010_0800u, 0xBFEB_FBFFu, 0x0000_27ABu, FlushInstruction.Clflush)]
    [InlineData("AMD Zen", 0x0010_0800u, 0x178B_FBFFu, 0x209C_01A9u, FlushInstruction.ClflushOpt)]
    [InlineData("AMD Zen 2", 0x0010_0800u, 0x178B_FBFFu, 0x219C_91A9u, FlushInstruction.Clwb)]
    [InlineData("a Pentium 4, without leaf 7", 0x0001_0808u, 0xBFEB_FBFFu, 0u, FlushInstruction.Clflush)]
    [InlineData("a Pentium III, before CLFLUSH", 0x0000_0002u, 0x0383_FBFFu, 0u, FlushInstruction.None)]
    public void Best_IsTheMostWantedThatTheCpuHas(string cpu, uint leaf1Ebx, uint leaf1Edx, uint leaf7Ebx, FlushInstruction best)
    {
        var registers = new CpuidRegisters(leaf1Ebx, leaf1Edx, leaf7Ebx);

        Assert.True(BestOf(registers) == best, $"{cpu}: {BestOf(registers)}");
        Assert.Equal(best == FlushInstruction.None ? 0 : 64, registers.LineSize);
    }

    [Fact]
    public void Supports_LooksAtTheInstructionsOwnBit()
    {
        var opt = new CpuidRegisters(0x0800, 1u << 19, 1u << 23);
        var wb = new CpuidRegisters(0x0800, 1u << 19, 1u << 24);

        Assert.Equal((true, true, false), (opt.Supports(FlushInstruction.Clflush), opt.Supports(FlushInstruction.ClflushOpt), opt.Supports(FlushInstruction.Clwb)));
        Assert.Equal((true, false, true), (wb.Supports(FlushInstruction.Clflush), wb.Supports(FlushInstruction.ClflushOpt), wb.Supports(FlushInstruction.Clwb)));
        Assert.False(wb.Supports(FlushInstruction.None));
    }

    [Theory]
    [InlineData(0x0800u, 64)]
    [InlineData(0x1000u, 128)]
    [InlineData(0x0400u, 32)]
    [InlineData(0xFF_0800u, 64)]
    public void LineSize_IsBits15To8InUnitsOf8Bytes(uint leaf1Ebx, int bytes) =>
        Assert.Equal(bytes, new CpuidRegisters(leaf1Ebx, 1u << 19, 0).LineSize);

    [Theory]
    [InlineData(0u)]
    [InlineData(0x0700u)]
    public void LineThatAddressesCannotBeRoundedBy_MeansNoFlush(uint leaf1Ebx)
    {
        var registers = new CpuidRegisters(leaf1Ebx, 1u << 19, uint.MaxValue);

        Assert.Equal(0, registers.LineSize);
        Assert.Equal(FlushInstruction.None, BestOf(registers));
        Assert.Equal(64, new X64Flushing(registers).LineSize);
    }

    private static FlushInstruction BestOf(CpuidRegisters registers) => new X64Flushing(registers).Best;
}
