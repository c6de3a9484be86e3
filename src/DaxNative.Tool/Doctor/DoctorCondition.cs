namespace DaxNative.Tool;

/// <summary>One thing that must hold before the CPU alone makes stores durable. Immutable.</summary>
/// <param name="Name">What must hold, in a few words.</param>
/// <param name="State">Whether it does.</param>
/// <param name="Detail">What was found, in a sentence.</param>
/// <param name="Remedy">
/// The command that makes it hold, run as root; null where nothing needs to be done or nothing can. It is never run by
/// DaxNative; one that destroys data says so.
/// </param>
internal sealed record DoctorCondition(string Name, DoctorConditionState State, string Detail, string? Remedy = null)
{
    internal static DoctorCondition Of(string name, bool? holds, string detail, string? remedy = null) => holds switch
    {
        true => new DoctorCondition(name, DoctorConditionState.Met, detail),
        false => new DoctorCondition(name, DoctorConditionState.Missing, detail, remedy),
        null => new DoctorCondition(name, DoctorConditionState.Unknown, detail, remedy),
    };
}

/// <summary>Whether a condition for the finest granularity holds.</summary>
internal enum DoctorConditionState
{
    /// <summary>It holds.</summary>
    Met,

    /// <summary>It does not hold.</summary>
    Missing,

    /// <summary>The kernel does not say, or this user may not look.</summary>
    Unknown,
}
