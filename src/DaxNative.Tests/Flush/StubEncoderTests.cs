using Xunit;

namespace DaxNative.Tests;

public class StubEncoderTests
{
    [Theory]
    [InlineData(FlushInstruction.Clwb, 64, "660FAE37 4883C740 4839F7 72F3 C3")]
    [InlineData(FlushInstruction.ClflushOpt, 64, "660FAE3F 4883C740 4839F7 72F3 C3")]
    [InlineData(FlushInstruction.Clflush, 64, "0FAE3F 4883C740 4839F7 72F4 C3")]
    [InlineData(FlushInstruction.Clwb, 128, "660FAE37 4881C780000000 4839F7 72F0 C3")]
    [InlineData(FlushInstruction.Clflush, 2040, "0FAE3F 4881C7F8070000 4839F7 72F1 C3")]
    public void Stub_HasTheBytesOfTheManual(FlushInstruction instruction, int lineSize, string hex) =>
        Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(StubEncoder.Encode(instruction, lineSize)));

    [SkippableTheory]
    [InlineData(FlushInstruction.Clwb, 64)]
    [InlineData(FlushInstruction.ClflushOpt, 64)]
    [InlineData(FlushInstruction.Clflush, 64)]
    [InlineData(FlushInstruction.Clwb, 128)]
    [InlineData(FlushInstruction.Clflush, 32)]
    public void Stub_DisassemblesToTheLoop(FlushInstruction instruction, int lineSize)
    {
        Assert.Equal(
            [
                $"{instruction.ToString().ToLowerInvariant()} BYTE PTR [rdi]",
                $"add rdi,0x{lineSize:x}",
                "cmp rdi,rsi",
                "jb 0x0",
                "ret",
            ],
            Disassembler.X64(StubEncoder.Encode(instruction, lineSize)));
    }

    [Fact]
    public void NoInstruction_HasNoStub() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StubEncoder.Encode(FlushInstruction.None, 64));
}
