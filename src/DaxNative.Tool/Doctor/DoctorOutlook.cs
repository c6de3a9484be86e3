namespace DaxNative.Tool;

/// <summary>What a mapping would be worth, and why not more. Immutable.</summary>
internal sealed record DoctorOutlook
{
    /// <summary>Gets whether the CPU alone would make a store durable.</summary>
    public required DoctorVerdict Verdict { get; init; }

    /// <summary>Gets what a store would need before it is durable; null where mapping would be refused, or was not tried.</summary>
    public StoreGranularity? Granularity { get; init; }

    /// <summary>Gets on what that rests; null where mapping would be refused, or was not tried.</summary>
    public DurabilityEvidence? Evidence { get; init; }

    /// <summary>Gets whether MAP_SYNC is granted, or would be; null where that is not known.</summary>
    public bool? IsMapSync { get; init; }

    /// <summary>Gets the weakest persistence domain of the nd regions beneath.</summary>
    public PersistenceDomain PersistenceDomain { get; init; }

    /// <summary>Gets what kind of refusal a mapping would meet; null where it would be allowed.</summary>
    public DaxError? Refusal { get; init; }

    /// <summary>Gets why it is so, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets every condition that was looked at, in the order in which they matter.</summary>
    public IReadOnlyList<DoctorCondition> Conditions { get; init; } = [];

    /// <summary>What the table decides of some memory. Volatile memory is admitted: the answer then says volatile.</summary>
    internal static DoctorOutlook Of(MemoryFacts facts, IReadOnlyList<DoctorCondition> conditions)
    {
        Decision decision = GuaranteeTable.Decide(facts, Requirements.None);
        return decision.IsRefused ? Of(decision.Refusal.ToException(), facts.Backing, conditions) : Of(decision.Guarantee, conditions);
    }

    internal static DoctorOutlook Of(DurabilityGuarantee guarantee, IReadOnlyList<DoctorCondition> conditions) => new()
    {
        Verdict = guarantee is { IsDurable: true, Granularity: not StoreGranularity.Page } ? DoctorVerdict.DurableByCpu : DoctorVerdict.NotDurableByCpu,
        Granularity = guarantee.Granularity,
        Evidence = guarantee.Evidence,
        IsMapSync = guarantee.IsMapSync,
        PersistenceDomain = guarantee.PersistenceDomain,
        Reason = guarantee.Reason,
        Conditions = conditions,
    };

    internal static DoctorOutlook Of(DaxException refusal, Backing? backing, IReadOnlyList<DoctorCondition> conditions) => new()
    {
        Verdict = IsAnAnswer(refusal, backing) ? DoctorVerdict.NotDurableByCpu : DoctorVerdict.Unknown,
        PersistenceDomain = backing?.Weakest ?? PersistenceDomain.Unknown,
        Refusal = refusal.Error,
        Reason = refusal.Message,
        Conditions = conditions,
    };

    // A refusal for what the memory is, is an answer; one for who asks, or for what nobody knows, is none.
    private static bool IsAnAnswer(DaxException refusal, Backing? backing) => refusal.Error switch
    {
        DaxError.AsynchronousProvider => backing?.Leaves.Any(leaf => leaf.Region is { Provider: NdProvider.VirtioPmem }) == true,
        DaxError.VolatileMemory or DaxError.MisalignedBlockDevice or DaxError.SystemRamMode or DaxError.WrongFileType
            or DaxError.FlushNotAvailable or DaxError.GranularityNotAvailable => true,
        _ => false,
    };
}

/// <summary>Whether the CPU alone makes a store durable: the question that <see cref="Doctor"/> answers.</summary>
internal enum DoctorVerdict
{
    /// <summary>Yes, by a fence or by cache-line flushes and a fence, as far as was proven or is assumed.</summary>
    DurableByCpu,

    /// <summary>No: the kernel must be asked (msync), or nothing makes it durable.</summary>
    NotDurableByCpu,

    /// <summary>It could not be found out, for example because this user may not look.</summary>
    Unknown,
}
