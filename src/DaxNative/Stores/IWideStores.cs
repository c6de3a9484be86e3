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
