using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace DaxNative;

/// <summary>
/// What a host wants of every mapping that it opens through <see cref="PersistentMappingFactory"/>. Meant for
/// configuration; one mapping's own wishes go into <see cref="MappingOptions"/>.
/// </summary>
/// <remarks>Read once, when the factory is made. Not thread-safe while it is being configured.</remarks>
public sealed class DaxNativeOptions : IValidatableObject
{
    /// <summary>Gets or sets the coarsest granularity that the host accepts; null, the default, accepts any.</summary>
    [EnumDataType(typeof(StoreGranularity))]
    public StoreGranularity? RequiredGranularity { get; set; }

    /// <summary>
    /// Gets or sets the weakest evidence that the host accepts; null, the default, accepts any. See
    /// <see cref="MappingOptions.RequiredEvidence"/>.
    /// </summary>
    [EnumDataType(typeof(DurabilityEvidence))]
    public DurabilityEvidence? RequiredEvidence { get; set; }

    /// <summary>Gets or sets whether volatile memory may be mapped. Default false; meant for development machines.</summary>
    public bool AllowVolatile { get; set; }

    /// <summary>Gets or sets a granularity to use whatever the kernel says; null, the default, forces nothing.</summary>
    [EnumDataType(typeof(StoreGranularity))]
    public StoreGranularity? ForceGranularity { get; set; }

    /// <summary>Gets or sets whether a forced granularity satisfies <see cref="RequiredGranularity"/>. Default false.</summary>
    public bool AllowForced { get; set; }

    /// <summary>Gets or sets the flush instruction to use; null, the default, takes the CPU's best.</summary>
    [EnumDataType(typeof(FlushInstruction))]
    public FlushInstruction? FlushInstruction { get; set; }

    /// <summary>
    /// Gets or sets from which length on, in bytes, stores go past the caches; null, the default, as measured. See
    /// <see cref="MappingOptions.NonTemporalThreshold"/>.
    /// </summary>
    public long? NonTemporalThreshold { get; set; }

    /// <summary>Gets or sets whether every mapping is checked against smaps when it is opened. Default false.</summary>
    public bool Verify { get; set; }

    /// <summary>Gets or sets whether every page is faulted in when a mapping is opened. Default false.</summary>
    public bool Prefault { get; set; }

    /// <summary>Gets or sets whether every mapping holds an advisory lock on its file. Default false.</summary>
    public bool Lock { get; set; }

    /// <summary>Finds settings that can never be satisfied together.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>The contradictions; none when the options are usable.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ForceGranularity > RequiredGranularity)
        {
            yield return new ValidationResult(
                "ForceGranularity is coarser than RequiredGranularity, so no mapping could ever be opened.",
                [nameof(ForceGranularity), nameof(RequiredGranularity)]);
        }

        if (RequiredEvidence == DurabilityEvidence.Volatile)
        {
            yield return new ValidationResult(
                "RequiredEvidence must be Proven, Assumed or Forced: volatile memory satisfies no requirement.",
                [nameof(RequiredEvidence)]);
        }

        if (FlushInstruction == DaxNative.FlushInstruction.None)
        {
            yield return new ValidationResult(
                "FlushInstruction None flushes nothing; leave it null for the CPU's best.",
                [nameof(FlushInstruction)]);
        }

        if (NonTemporalThreshold < 0)
        {
            yield return new ValidationResult(
                "NonTemporalThreshold is a number of bytes and cannot be negative; 0 is always.",
                [nameof(NonTemporalThreshold)]);
        }
    }

    internal MappingOptions ToMappingOptions() => new()
    {
        RequiredGranularity = RequiredGranularity,
        RequiredEvidence = RequiredEvidence,
        AllowVolatile = AllowVolatile,
        ForceGranularity = ForceGranularity,
        AllowForced = AllowForced,
        FlushInstruction = FlushInstruction,
        NonTemporalThreshold = NonTemporalThreshold,
        Verify = Verify,
        Prefault = Prefault,
        Lock = Lock,
    };
}

/// <summary>Validates <see cref="DaxNativeOptions"/>; its code is generated, so that it needs no reflection.</summary>
[OptionsValidator]
internal sealed partial class DaxNativeOptionsValidator : IValidateOptions<DaxNativeOptions>;
