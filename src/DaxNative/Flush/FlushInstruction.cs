namespace DaxNative;

/// <summary>
/// The instruction that writes a dirty cache line back to memory, from the least to the most wanted. Each is ordered
/// with this thread's older stores to the line that it flushes. (Intel SDM vol. 2, the instructions' own pages; vol. 3,
/// "Memory Ordering"; AMD APM vol. 3.)
/// </summary>
public enum FlushInstruction
{
    /// <summary>None: the CPU has none that DaxNative knows, or none is needed.</summary>
    None,

    /// <summary>
    /// CLFLUSH: writes back and evicts. Ordered with stores and with other flushes too, so lines go one after another,
    /// which costs the most.
    /// </summary>
    Clflush,

    /// <summary>
    /// CLFLUSHOPT: writes back and evicts. Lines go in parallel; only a fence (SFENCE) orders it with what comes after.
    /// </summary>
    ClflushOpt,

    /// <summary>
    /// CLWB: writes back and may keep the line cached, so that the next load need not fetch it again. Lines go in
    /// parallel; only a fence (SFENCE) orders it with what comes after.
    /// </summary>
    Clwb,
}
