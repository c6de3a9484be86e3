using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative.Logs;

/// <summary>
/// CRC-32C of whole lines by carry-less multiplication of registers of 64 bytes: four of them are moved past the next four lines
/// and added to those. Reads in one stream and by few instructions, so the CPU looks far ahead: what is not in a cache comes
/// almost as fast as by a plain read.
/// </summary>
internal static class FoldedLines
{
    /// <summary>The shortest input, in bytes.</summary>
    internal const int Least = AtOnce;

    private const int AtOnce = 4 * LogLayout.LineSize;

    private static readonly Vector512<ulong> s_pastFour = Past(AtOnce, AtOnce, AtOnce, AtOnce);
    private static readonly Vector512<ulong> s_pastOne = Past(LogLayout.LineSize, LogLayout.LineSize, LogLayout.LineSize, LogLayout.LineSize);

    // A quarter past those behind it; the last stays where it is.
    private static readonly Vector512<ulong> s_quarters = Past(48, 32, 16, 0);

    internal static bool IsSupported => Pclmulqdq.V512.IsSupported && Avx512F.IsSupported && Sse42.X64.IsSupported;

    /// <param name="crc">Of what stands before.</param>
    /// <param name="bytes">Whole lines, at least <see cref="Least"/>.</param>
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector512<ulong>> lines = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        Vector512<ulong> a = lines[0] ^ Vector512.CreateScalar((ulong)crc);
        (Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d) = (lines[1], lines[2], lines[3]);
        lines = lines[4..];
        Vector512<ulong> past = s_pastFour;
        for (; lines.Length >= 4; lines = lines[4..])
        {
            a = Fold(a, past, lines[0]);
            b = Fold(b, past, lines[1]);
            c = Fold(c, past, lines[2]);
            d = Fold(d, past, lines[3]);
        }

        past = s_pastOne;
        d = Fold(Fold(Fold(a, past, b), past, c), past, d);
        foreach (Vector512<ulong> line in lines)
        {
            d = Fold(d, past, line);
        }

        Vector512<ulong> moved = Fold(d, s_quarters, Vector512<ulong>.Zero);
        Vector256<ulong> halves = moved.GetLower() ^ moved.GetUpper();
        Vector128<ulong> sum = halves.GetLower() ^ halves.GetUpper() ^ d.GetUpper().GetUpper();
        return (uint)Sse42.X64.Crc32(Sse42.X64.Crc32(0, sum.GetElement(0)), sum.GetElement(1));
    }

    // The halves of each quarter are multiplied by numbers of their own.
    private static Vector512<ulong> Fold(Vector512<ulong> value, Vector512<ulong> past, Vector512<ulong> next) =>
        Pclmulqdq.V512.CarrylessMultiply(value, past, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(value, past, 0x11) ^ next;

    // For each quarter, the bytes that it is moved past; 0 leaves it out.
    private static Vector512<ulong> Past(int first, int second, int third, int fourth) =>
        Vector512.Create(Vector256.Create(Past(first), Past(second)), Vector256.Create(Past(third), Past(fourth)));

    // The first half of a quarter stands eight bytes further from the end than the second.
    private static Vector128<ulong> Past(int bytes) => bytes == 0
        ? Vector128<ulong>.Zero
        : Vector128.Create((ulong)Crc32C.Shift(bytes + sizeof(ulong)), Crc32C.Shift(bytes));
}
