using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DaxNative;

/// <summary>
/// The vector moves of one instruction set, by its own intrinsics: the portable vector types would turn a non-temporal
/// store into an ordinary one where the hardware lacks it, and such a store is not durable without a flush.
/// </summary>
/// <typeparam name="TVector">The vector; its size divides a line of 64 bytes.</typeparam>
internal unsafe interface IWideStores<TVector>
    where TVector : unmanaged
{
    // SAFETY: the kernel guarantees that a whole vector is mapped there, and aligned where that is asked.

    /// <summary>Loads from any address.</summary>
    static abstract TVector Load(byte* from);

    /// <summary>An ordinary store, to any address.</summary>
    static abstract void Store(byte* to, TVector value);

    /// <summary>A store past the caches (Intel SDM vol. 1, "Caching of Temporal vs. Non-Temporal Data"), to a multiple of the vector's size.</summary>
    static abstract void StoreNonTemporal(byte* to, TVector value);
}

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

/// <summary>32 bytes at once (Intel SDM vol. 2, MOVNTDQ).</summary>
internal readonly unsafe struct AvxStores : IWideStores<Vector256<byte>>
{
    // SAFETY: as the interface says.
    public static Vector256<byte> Load(byte* from) => Avx.LoadVector256(from);

    public static void Store(byte* to, Vector256<byte> value) => Avx.Store(to, value);

    public static void StoreNonTemporal(byte* to, Vector256<byte> value) => Avx.StoreAlignedNonTemporal(to, value);
}

/// <summary>64 bytes at once, a whole line (Intel SDM vol. 2, MOVNTDQ).</summary>
internal readonly unsafe struct Avx512Stores : IWideStores<Vector512<byte>>
{
    // SAFETY: as the interface says.
    public static Vector512<byte> Load(byte* from) => Avx512F.LoadVector512(from);

    public static void Store(byte* to, Vector512<byte> value) => Avx512F.Store(to, value);

    public static void StoreNonTemporal(byte* to, Vector512<byte> value) => Avx512F.StoreAlignedNonTemporal(to, value);
}
