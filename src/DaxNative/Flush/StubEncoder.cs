using System.Buffers.Binary;

namespace DaxNative;

/// <summary>
/// Encodes an x86-64 flush stub in the System V convention: RDI = first line, RSI = end (Intel SDM vol. 2 for the
/// encodings). The caller has aligned RDI and made sure that RDI is below RSI.
/// </summary>
internal static class StubEncoder
{
    /// <summary>flush [rdi]; add rdi, line; cmp rdi, rsi; jb first; ret.</summary>
    internal static byte[] Encode(FlushInstruction instruction, int lineSize)
    {
        byte[] loop = [.. Flush(instruction), .. AddToRdi(lineSize), 0x48, 0x39, 0xF7];
        const int JumpSize = 2;
        return [.. loop, 0x72, unchecked((byte)-(loop.Length + JumpSize)), 0xC3];
    }

    private static byte[] Flush(FlushInstruction instruction) => instruction switch
    {
        FlushInstruction.Clwb => [0x66, 0x0F, 0xAE, 0x37],
        FlushInstruction.ClflushOpt => [0x66, 0x0F, 0xAE, 0x3F],
        FlushInstruction.Clflush => [0x0F, 0xAE, 0x3F],
        _ => throw new ArgumentOutOfRangeException(nameof(instruction), instruction, "There is no such flush instruction."),
    };

    private static byte[] AddToRdi(int value)
    {
        if (value <= sbyte.MaxValue)
        {
            return [0x48, 0x83, 0xC7, (byte)value];
        }

        byte[] code = [0x48, 0x81, 0xC7, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(3), value);
        return code;
    }
}
