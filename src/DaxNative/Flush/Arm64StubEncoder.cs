using System.Buffers.Binary;

namespace DaxNative;

/// <summary>
/// Encodes the Arm64 stubs in the AAPCS64 convention: X0 = first line, X1 = end, result in X0 (Arm ARM, C6.2 for the
/// encodings, C5.3 for those of DC).
/// </summary>
internal static class Arm64StubEncoder
{
    private const uint Return = 0xD65F03C0;

    // The immediate of ADD has 12 bits, and may count in units of 4 KiB.
    private const int ImmediateBits = 12;

    /// <summary>dc instruction, x0; add x0, x0, #line; cmp x0, x1; b.lo first; ret.</summary>
    internal static byte[] Encode(FlushInstruction instruction, int lineSize)
    {
        const uint CompareX0WithX1 = 0xEB01001F;
        const uint BranchIfLowerThreeBack = 0x54000003 | (unchecked((uint)-3 & 0x7FFFF) << 5);
        return Words(Clean(instruction), AddToX0(lineSize), CompareX0WithX1, BranchIfLowerThreeBack, Return);
    }

    /// <summary>
    /// dsb sy; ret. Only DSB waits for a clean to complete, and it must apply to loads and stores alike (D7.5.9.15): DMB,
    /// which is what .NET offers, orders cleans and does not wait, and the ST variants do not count. SY, because the
    /// manual's own sequence for the point of persistence (D7.5.9.2) and Linux (dcache_clean_pop) take the whole system.
    /// </summary>
    internal static byte[] EncodeBarrier() => Words(0xD5033F9F, Return);

    /// <summary>mrs x0, ctr_el0; ret.</summary>
    internal static byte[] EncodeReadCacheType() => Words(0xD53B0020, Return);

    private static uint Clean(FlushInstruction instruction) => instruction switch
    {
        FlushInstruction.DcCvac => 0xD50B7A20,
        FlushInstruction.DcCvap => 0xD50B7C20,
        FlushInstruction.DcCvadp => 0xD50B7D20,
        _ => throw new ArgumentOutOfRangeException(nameof(instruction), instruction, "There is no such flush instruction."),
    };

    private static uint AddToX0(int value)
    {
        const uint Add = 0x91000000;
        const uint InUnitsOf4KiB = 1u << 22;
        return value < 1 << ImmediateBits
            ? Add | ((uint)value << 10)
            : Add | InUnitsOf4KiB | ((uint)(value >> ImmediateBits) << 10);
    }

    private static byte[] Words(params ReadOnlySpan<uint> words)
    {
        byte[] code = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(i * sizeof(uint)), words[i]);
        }

        return code;
    }
}
