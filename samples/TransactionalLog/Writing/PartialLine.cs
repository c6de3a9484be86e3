using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Logs;

/// <summary>Loads fewer bytes than a line has, with zeros behind them, and never reads beyond them.</summary>
internal static class PartialLine
{
    /// <param name="bytes">0 to 64 bytes.</param>
    internal static Vector512<byte> Load(ReadOnlySpan<byte> bytes) => bytes.Length >= Vector256<byte>.Count
        ? Vector512.Create(Vector256.Create(bytes), LoadHalf(bytes[Vector256<byte>.Count..]))
        : Vector512.Create(LoadHalf(bytes), Vector256<byte>.Zero);

    /// <param name="bytes">0 to 32 bytes.</param>
    internal static Vector256<byte> LoadHalf(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        >= 32 => Vector256.Create(bytes),
        >= 16 => Vector256.Create(Vector128.Create(bytes), LoadQuarter(bytes[Vector128<byte>.Count..])),
        _ => Vector256.Create(LoadQuarter(bytes), Vector128<byte>.Zero),
    };

    private static Vector128<byte> LoadQuarter(ReadOnlySpan<byte> bytes) => (bytes.Length >= sizeof(ulong)
        ? Vector128.Create(MemoryMarshal.Read<ulong>(bytes), LoadWord(bytes[sizeof(ulong)..]))
        : Vector128.CreateScalar(LoadWord(bytes))).AsByte();

    // By two loads that overlap, where there are four bytes.
    private static ulong LoadWord(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong))
        {
            return MemoryMarshal.Read<ulong>(bytes);
        }

        if (bytes.Length >= sizeof(uint))
        {
            ulong end = MemoryMarshal.Read<uint>(bytes[^sizeof(uint)..]);
            return MemoryMarshal.Read<uint>(bytes) | (end << (8 * (bytes.Length - sizeof(uint))));
        }

        ulong word = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            word |= (ulong)bytes[i] << (8 * i);
        }

        return word;
    }
}
