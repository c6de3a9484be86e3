namespace DaxNative;

/// <summary>x86-64: CPUID says what there is, and .NET has the fence.</summary>
internal sealed class X64Flushing(CpuidRegisters registers) : FlushArchitecture
{
    internal override IReadOnlyList<FlushInstruction> Instructions { get; } =
        [FlushInstruction.Clwb, FlushInstruction.ClflushOpt, FlushInstruction.Clflush];

    // A CPU that has no line to speak of can flush none either.
    internal override int LineSize => registers.LineSize == 0 ? 64 : registers.LineSize;

    internal override string BarrierName => "SFENCE";

    internal override byte[] Barrier => [];

    // INT3.
    internal override byte Filler => 0xCC;

    internal override bool Supports(FlushInstruction instruction) => registers.Supports(instruction);

    internal override byte[] Encode(FlushInstruction instruction, int lineSize) => StubEncoder.Encode(instruction, lineSize);
}
