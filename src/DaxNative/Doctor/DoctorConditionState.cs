namespace DaxNative;

/// <summary>Whether a condition for the finest granularity holds.</summary>
public enum DoctorConditionState
{
    /// <summary>It holds.</summary>
    Met,

    /// <summary>It does not hold.</summary>
    Missing,

    /// <summary>The kernel does not say, or this user may not look.</summary>
    Unknown,
}
