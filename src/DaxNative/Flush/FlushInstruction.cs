namespace DaxNative;

/// <summary>
/// The instruction that writes a dirty cache line back to memory; of each architecture from the least to the most wanted.
/// Each is ordered with this thread's older stores to the line that it flushes. (x86-64: Intel SDM vol. 2, the
/// instructions' own pages; vol. 3, "Memory Ordering"; AMD APM vol. 3. Arm64: Arm ARM, DDI 0487, D7.5.9.)
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

    /// <summary>
    /// DC CVAC, on every Arm64 CPU: cleans to the point of coherency, where all agents see the same. Caches may lie beyond
    /// it, in front of the memory, so alone it makes nothing durable: a file is then mapped at page granularity, and a
    /// device is refused. (Arm ARM, D7.5.8.1.2, "Point of Coherency".)
    /// </summary>
    DcCvac,

    /// <summary>
    /// DC CVADP, where AT_HWCAP2 has DCPODP (FEAT_DPB2): cleans to the point of deep persistence, where the data stay even
    /// when the hardware of the power system fails at once. That is more than <c>Persist</c> promises, so it is taken on
    /// request only, or where DC CVAP is missing. (Arm ARM, D7.5.8.1.2 and D7.5.9.15.2.)
    /// </summary>
    DcCvadp,

    /// <summary>
    /// DC CVAP, where AT_HWCAP has DCPOP (FEAT_DPB): cleans to the point of persistence. Where the memory system has no such
    /// point it behaves as DC CVAC, and nothing tells software which it is, so the evidence is never more than
    /// <see cref="DurabilityEvidence.Assumed"/>. Lines go in parallel; only DSB waits for them. (Arm ARM, D7.5.9.2 and D7.5.9.15.1.)
    /// </summary>
    DcCvap,
}
