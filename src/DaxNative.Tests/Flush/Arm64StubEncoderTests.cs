using Xunit;

namespace DaxNative.Tests;

public class Arm64StubEncoderTests
{
    [Theory]
    [InlineData(FlushInstruction.DcCvac, 64, "207A0BD5 00000191 1F0001EB A3FFFF54 C0035FD6")]
    [InlineData(FlushInstruction.DcCvap, 64, "207C0BD5 00000191 1F0001EB A3FFFF54 C0035FD6")]
    [InlineData(FlushInstruction.DcCvadp, 256, "207D0BD5 00000491 1F0001EB A3FFFF54 C0035FD6")]
    public void Stub_HasTheBytesOfTheManual(FlushInstruction instruction, int lineSize, string hex) =>
        Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(Arm64StubEncoder.Encode(instruction, lineSize)));

    [SkippableTheory]
    [InlineData(FlushInstruction.DcCvac, "cvac", 64, "#0x40")]
    [InlineData(FlushInstruction.DcCvap, "cvap", 64, "#0x40")]
    [InlineData(FlushInstruction.DcCvadp, "cvadp", 64, "#0x40")]
    [InlineData(FlushInstruction.DcCvap, "cvap", 4, "#0x4")]
    [InlineData(FlushInstruction.DcCvap, "cvap", 2048, "#0x800")]
    [InlineData(FlushInstruction.DcCvap, "cvap", 4096, "#0x1, lsl #12")]
    [InlineData(FlushInstruction.DcCvap, "cvap", 128 * 1024, "#0x20, lsl #12")]
    public void Stub_DisassemblesToTheLoop(FlushInstruction instruction, string mnemonic, int lineSize, string step) => Assert.Equal(
        [$"dc {mnemonic}, x0", $"add x0, x0, {step}", "cmp x0, x1", "b.cc 0x0", "ret"],
        Disassembler.Arm64(Arm64StubEncoder.Encode(instruction, lineSize)));

    [SkippableFact]
    public void Barrier_DisassemblesToTheOneOverEverything() =>
        Assert.Equal(["dsb sy", "ret"], Disassembler.Arm64(Arm64StubEncoder.EncodeBarrier()));

    [SkippableFact]
    public void ReadCacheType_DisassemblesToTheRegister() =>
        Assert.Equal(["mrs x0, ctr_el0", "ret"], Disassembler.Arm64(Arm64StubEncoder.EncodeReadCacheType()));

    [Theory]
    [InlineData(FlushInstruction.None)]
    [InlineData(FlushInstruction.Clwb)]
    public void NoInstruction_HasNoStub(FlushInstruction instruction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Arm64StubEncoder.Encode(instruction, 64));
}
