namespace DaxNative;

/// <summary>
/// From where on a region's platform saves stores when the power fails. Ordered: a smaller value promises less.
/// </summary>
public enum PersistenceDomain
{
    /// <summary>The region has no readable <c>persistence_domain</c> attribute, or a value that is not known.</summary>
    Unknown,

    /// <summary>The attribute is there and empty: the platform states no domain.</summary>
    None,

    /// <summary><c>memory_controller</c> (ADR): a store is safe once it left the CPU caches.</summary>
    MemoryController,

    /// <summary><c>cpu_cache</c> (eADR): a store is safe once it reached the CPU caches.</summary>
    CpuCache,
}
