using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>64 bytes at once, a whole line (Intel SDM vol. 2, MOVNTDQ).</summary>
internal readonly unsafe struct Avx512Stores : IWideStores<Vector512<byte>>
{
    // SAFETY: as the interface says.
    public static Vector512<byte> Load(byte* from) => Avx512F.LoadVector512(from);

    public static void Store(byte* to, Vector512<byte> value) => Avx512F.Store(to, value);

    public static void StoreNonTemporal(byte* to, Vector512<byte> value) => Avx512F.StoreAlignedNonTemporal(to, value);
}
