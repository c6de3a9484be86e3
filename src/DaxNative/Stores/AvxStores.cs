using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>32 bytes at once (Intel SDM vol. 2, MOVNTDQ).</summary>
internal readonly unsafe struct AvxStores : IWideStores<Vector256<byte>>
{
    // SAFETY: as the interface says.
    public static Vector256<byte> Load(byte* from) => Avx.LoadVector256(from);

    public static void Store(byte* to, Vector256<byte> value) => Avx.Store(to, value);

    public static void StoreNonTemporal(byte* to, Vector256<byte> value) => Avx.StoreAlignedNonTemporal(to, value);
}
