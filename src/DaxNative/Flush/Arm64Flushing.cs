namespace DaxNative;

/// <summary>
/// Arm64: the kernel's HWCAP bits say what there is. The line size is a register that only code can read, so it is read at
/// first use; a process that may not map code gets the same refusal there as for the flushes themselves.
/// </summary>
/// <param name="capabilities">What the CPU has.</param>
/// <param name="readCacheType">Reads CTR_EL0.</param>
internal sealed class Arm64Flushing(Arm64Capabilities capabilities, Func<Arm64CacheType> readCacheType) : FlushArchitecture
{
    private int _lineSize;

    internal override IReadOnlyList<FlushInstruction> Instructions { get; } =
        [FlushInstruction.DcCvap, FlushInstruction.DcCvadp, FlushInstruction.DcCvac];

    // Two threads may both read it; they read the same.
    internal override int LineSize
    {
        get
        {
            if (_lineSize == 0)
            {
                _lineSize = readCacheType().LineSize;
            }

            return _lineSize;
        }
    }

    internal override string BarrierName => "DSB SY";

    internal override byte[] Barrier => Arm64StubEncoder.EncodeBarrier();

    // Four of them are UDF #0, permanently undefined (Arm ARM, C6.2, UDF).
    internal override byte Filler => 0;

    internal override bool Supports(FlushInstruction instruction) => capabilities.Supports(instruction);

    internal override byte[] Encode(FlushInstruction instruction, int lineSize) => Arm64StubEncoder.Encode(instruction, lineSize);
}
