using System.Diagnostics.CodeAnalysis;

namespace DaxNative;

/// <summary>What the table says of some memory: a guarantee, or why there can be none. One of the two is there.</summary>
internal sealed record Decision(DurabilityGuarantee? Guarantee, DaxFailure? Refusal)
{
    [MemberNotNullWhen(false, nameof(Guarantee))]
    [MemberNotNullWhen(true, nameof(Refusal))]
    internal bool IsRefused => Guarantee is null;

    /// <summary>The guarantee, for who wants to map.</summary>
    /// <exception cref="DaxException">The memory is refused.</exception>
    internal DurabilityGuarantee Require(long offset, long length) => IsRefused
        ? throw (Refusal with { Offset = offset, Length = length }).ToException()
        : Guarantee;
}
