using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative.Logs;

/// <summary>Less than a line in a register, by loads that stay within it: its first bytes and its last ones, which may be some of the same.</summary>
internal static class ShortVector
{
    /// <param name="bytes">1 to 63.</param>
    /// <returns>They, and behind them anything.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<byte> Load(ReadOnlySpan<byte> bytes)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        nuint length = (nuint)bytes.Length;
        if (length >= (nuint)Vector256<byte>.Count)
        {
            Vector256<byte> last = Vector256.LoadUnsafe(ref first, length - (nuint)Vector256<byte>.Count);
            Vector256<byte> behind = Avx512Vbmi.VL.PermuteVar32x8(last, Vector256<byte>.Indices + Vector256.Create((byte)(2 * Vector256<byte>.Count - (int)length)));
            return Vector512.Create(Vector256.LoadUnsafe(ref first), behind);
        }

        if (length >= (nuint)Vector128<byte>.Count)
        {
            Vector128<byte> last = Vector128.LoadUnsafe(ref first, length - (nuint)Vector128<byte>.Count);
            Vector128<byte> behind = Avx512Vbmi.VL.PermuteVar16x8(last, Vector128<byte>.Indices + Vector128.Create((byte)(2 * Vector128<byte>.Count - (int)length)));
            return Vector256.Create(Vector128.LoadUnsafe(ref first), behind).ToVector512Unsafe();
        }

        UInt128 words = Words(ref first, (int)length);
        return Vector128.Create((ulong)words, (ulong)(words >> 64)).AsByte().ToVector256Unsafe().ToVector512Unsafe();
    }

    private static UInt128 Words(ref byte first, int length) => length switch
    {
        >= sizeof(ulong) => Unsafe.ReadUnaligned<ulong>(ref first)
            | ((UInt128)Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - sizeof(ulong))) << ((length - sizeof(ulong)) * 8)),
        >= sizeof(uint) => Unsafe.ReadUnaligned<uint>(ref first)
            | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - sizeof(uint))) << ((length - sizeof(uint)) * 8)),
        _ => first | ((uint)Unsafe.Add(ref first, length / 2) << (length / 2 * 8)) | ((uint)Unsafe.Add(ref first, length - 1) << ((length - 1) * 8)),
    };
}
