namespace DaxNative;

/// <summary>What DaxNative promises for one mapping, and why. Immutable; may be read from any thread.</summary>
/// <param name="Granularity">What a store needs before it is durable.</param>
/// <param name="Evidence">On what that rests.</param>
/// <param name="Instruction">
/// The instruction that writes a line back; <see cref="FlushInstruction.None"/> at byte and page granularity.
/// </param>
/// <param name="IsMapSync">Whether the kernel granted MAP_SHARED_VALIDATE|MAP_SYNC for this mapping.</param>
/// <param name="PersistenceDomain">The weakest persistence domain of the nd regions beneath the mapping.</param>
/// <param name="Reason">Why it is this granularity and not a finer one, in a sentence.</param>
public sealed record DurabilityGuarantee(
    StoreGranularity Granularity,
    DurabilityEvidence Evidence,
    FlushInstruction Instruction,
    bool IsMapSync,
    PersistenceDomain PersistenceDomain,
    string Reason)
{
    /// <summary>Gets whether a completed <c>Persist</c> survives a power loss, as far as it was proven or is assumed.</summary>
    public bool IsDurable => Evidence is DurabilityEvidence.Proven or DurabilityEvidence.Assumed;

    /// <summary>Gets the one-line form: granularity, evidence, what Persist executes, and the reason.</summary>
    /// <returns>A sentence such as "CacheLine (Proven; Clwb + SFENCE): …", on Arm64 "CacheLine (Assumed; DcCvap + DSB SY): …".</returns>
    public override string ToString() => $"{Granularity} ({Evidence}; {Execution}): {Reason}";

    private string Execution => Granularity switch
    {
        StoreGranularity.Page => "msync",
        StoreGranularity.Byte => FlushArchitecture.Current.BarrierName,
        _ => $"{Instruction} + {FlushArchitecture.Current.BarrierName}",
    };
}
