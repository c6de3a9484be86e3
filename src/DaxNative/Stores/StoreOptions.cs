namespace DaxNative;

/// <summary>
/// What <c>Write</c> and <c>Fill</c> leave out, and how they store. Without options they persist, by the stores that were
/// measured to be the fastest.
/// </summary>
/// <remarks>
/// How to store comes before <see cref="MappingOptions.NonTemporalThreshold"/>; it is a hint and changes no guarantee: <c>StoreAtomic</c>, and
/// every store at page granularity, takes no notice of it. <see cref="NonTemporal"/> together with <see cref="Temporal"/> or
/// <see cref="NoFlush"/> contradicts itself and is refused (<see cref="ArgumentException"/>).
/// </remarks>
[Flags]
public enum StoreOptions
{
    /// <summary>Store, flush and drain: durable when the call returns.</summary>
    None = 0,

    /// <summary>
    /// Store and flush, no drain: durable after the next <c>Drain</c> of the same thread, which is also what non-temporal
    /// stores wait for.
    /// </summary>
    NoDrain = 1,

    /// <summary>
    /// Store only, and into the cache: durable after a later <c>Persist</c> of the range. Implies <see cref="NoDrain"/>
    /// and <see cref="Temporal"/>, because a store past the caches would be a flush by another name.
    /// </summary>
    NoFlush = 2,

    /// <summary>
    /// Store past the caches (MOVNT; Intel SDM vol. 1, "Caching of Temporal vs. Non-Temporal Data"): the lines need not be
    /// fetched first nor flushed after, and are not in the cache afterwards. Lines of which an odd part is stored
    /// to still go through the cache. On a CPU without such stores: as <see cref="Temporal"/>.
    /// </summary>
    NonTemporal = 4,

    /// <summary>Store into the cache and flush: the lines may stay there for the next load.</summary>
    Temporal = 8,
}
