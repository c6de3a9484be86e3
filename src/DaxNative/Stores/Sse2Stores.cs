using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// 16 bytes at once, which every x86-64 CPU has (Intel SDM vol. 2, MOVNTDQ). The ordinary moves are the portable ones and
/// serve every other CPU too; the non-temporal store throws <see cref="PlatformNotSupportedException"/> there.
/// </summary>
internal readonly unsafe struct Sse2Stores : IWideStores<Vector128<byte>>
{
    // SAFETY: as the interface says.
    public static Vector128<byte> Load(byte* from) => Vector128.Load(from);

    public static void Store(byte* to, Vector128<byte> value) => value.Store(to);

    public static void StoreNonTemporal(byte* to, Vector128<byte> value) => Sse2.StoreAlignedNonTemporal(to, value);
}
