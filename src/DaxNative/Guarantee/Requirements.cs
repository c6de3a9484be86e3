namespace DaxNative;

/// <summary>What somebody requires and permits of the memory that they map.</summary>
internal sealed record Requirements
{
    /// <summary>The coarsest granularity that is accepted; null accepts any.</summary>
    internal StoreGranularity? Granularity { get; init; }

    /// <summary>The weakest evidence that is accepted, never Volatile; null accepts any.</summary>
    internal DurabilityEvidence? Evidence { get; init; }

    internal bool AllowVolatile { get; init; }

    internal bool AllowForced { get; init; }

    internal ForcedGranularity? Forced { get; init; }

    /// <summary>Of who only wants to know: nothing is required, and volatile memory is an answer.</summary>
    internal static Requirements None { get; } = new() { AllowVolatile = true };
}
