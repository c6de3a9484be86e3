namespace DaxNative;

/// <summary>Says what one mapping is worth: its facts, decided by the table that decides for an opening too.</summary>
internal static class AreaClassifier
{
    /// <summary>A part of a mapping of this process.</summary>
    internal static MappedArea Classify(LinuxRoot root, Vma vma, nuint start, nuint length) =>
        Describe(VmaFacts.Of(root, vma, () => NotSyncBecause(root, vma)), vma, start, length);

    /// <summary>A part of a mapping whose facts are known.</summary>
    internal static MappedArea Describe(MemoryFacts facts, Vma vma, nuint start, nuint length) => Describe(facts) with
    {
        Address = (nint)start,
        Length = (long)length,
        Path = vma.Name,
        IsWritable = vma.IsWritable,
        FileOffset = vma.Inode == 0 ? 0 : (long)(vma.Offset + (start - vma.Start)),
    };

    /// <summary>What the table's decision means to who looks at memory that is mapped already: what is refused, or volatile, is never durable.</summary>
    internal static MappedArea Describe(MemoryFacts facts)
    {
        Decision decision = GuaranteeTable.Decide(facts, Requirements.None);
        bool isNever = decision.Guarantee is null or { Evidence: DurabilityEvidence.Volatile };
        return new MappedArea
        {
            Address = 0,
            Length = 0,
            Kind = facts.Kind,
            Granularity = isNever ? null : decision.Guarantee!.Granularity,
            Evidence = isNever ? DurabilityEvidence.Volatile : decision.Guarantee!.Evidence,
            Reason = decision.IsRefused ? decision.Refusal.Problem.TrimEnd('.') : decision.Guarantee.Reason,
            IsMapSync = facts.IsDax ? facts.IsMapSync : null,
            PersistenceDomain = facts.Backing.Weakest,
        };
    }

    // Our own mappings know. For any other only smaps tells (sf), and on a DAX file it tells the truth.
    private static string? NotSyncBecause(LinuxRoot root, Vma vma) => LiveMappings.At(vma.Start) switch
    {
        { Guarantee.IsMapSync: var isMapSync } => isMapSync ? null : VmFlagSet.NotSync,
        null => (SmapsReader.Covering(root, vma.Start, vma.End - vma.Start) is [{ VmFlags: var flags }, ..] ? flags : VmFlagSet.Empty).NotSyncBecause,
    };
}
