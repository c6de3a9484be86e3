namespace DaxNative.Tool;

/// <summary>The DAX mappings of a process. Immutable.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Areas">Its mappings of DAX files and dax devices, in order of address; empty where it has none.</param>
internal sealed record DoctorProcess(int ProcessId, IReadOnlyList<MappedArea> Areas)
{
    /// <summary>Gets whether the CPU alone makes a store to every one of them durable; not, where there is none.</summary>
    public DoctorVerdict Verdict =>
        Areas.Any(area => area is { Kind: AreaKind.UnknownFile, Evidence: not DurabilityEvidence.Volatile }) ? DoctorVerdict.Unknown
        : Areas.Count > 0 && Areas.All(area => area.Granularity is StoreGranularity.Byte or StoreGranularity.CacheLine) ? DoctorVerdict.DurableByCpu
        : DoctorVerdict.NotDurableByCpu;
}
