namespace DaxNative;

/// <summary>
/// What a store needs before it is durable, from the finest to the coarsest. The numeric order is that order, so
/// <c>granularity &lt;= required</c> reads "at least as fine as required".
/// </summary>
public enum StoreGranularity
{
    /// <summary>The CPU caches lie inside the power-fail domain (eADR): a store fence is enough.</summary>
    Byte,

    /// <summary>Every stored cache line must be written back by a CPU instruction, then fenced.</summary>
    CacheLine,

    /// <summary>The kernel must be asked to write whole pages back (msync).</summary>
    Page,
}
