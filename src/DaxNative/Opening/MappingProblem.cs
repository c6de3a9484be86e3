namespace DaxNative;

/// <summary>Why no file or device could be opened with some options.</summary>
/// <param name="Option">Which one.</param>
/// <param name="Value">What it is.</param>
/// <param name="Problem">What it may be, in a sentence.</param>
internal sealed record MappingProblem(string Option, object? Value, string Problem)
{
    internal ArgumentException ToException() => Value is long
        ? new ArgumentOutOfRangeException(Option, Value, Problem)
        : new ArgumentException(Problem, Option);

    /// <summary>All that can be said before anything is opened; empty where the options do not contradict themselves.</summary>
    internal static IEnumerable<MappingProblem> Of(MappingOptions options) => new[]
    {
        Unless(options.Offset >= 0, nameof(options.Offset), options.Offset, "Offset is a number of bytes and cannot be negative."),
        Unless(options.Length >= 0, nameof(options.Length), options.Length, "Length is a number of bytes and cannot be negative; 0 is to the end of the file or device."),
        Unless(options.Length <= long.MaxValue - Math.Max(0, options.Offset), nameof(options.Length), options.Length, "Offset + Length must not exceed 2^63 - 1."),
        Unless(options.NonTemporalThreshold is null or >= 0, nameof(options.NonTemporalThreshold), options.NonTemporalThreshold, "NonTemporalThreshold is a number of bytes and cannot be negative; 0 is always."),
        Unless(options.Mode is FileMode.Open or FileMode.CreateNew or FileMode.OpenOrCreate, nameof(options.Mode), options.Mode, "Mode must be Open, CreateNew or OpenOrCreate: a mapped file is never truncated."),
        Unless(!options.MayCreate || options.Access == MappingAccess.ReadWrite, nameof(options.Access), options.Access, "Mode CreateNew and OpenOrCreate need Access ReadWrite."),
        Unless(options.Mode != FileMode.CreateNew || options.Length != 0, nameof(options.Mode), options.Mode, "Mode CreateNew needs a Length."),
        Unless(Enum.IsDefined(options.Access), nameof(options.Access), options.Access, "Access is not a member of MappingAccess."),
        Unless(Enum.IsDefined(options.Allocation), nameof(options.Allocation), options.Allocation, "Allocation is not a member of FileAllocation."),
        Unless(options.RequiredGranularity is not { } required || Enum.IsDefined(required), nameof(options.RequiredGranularity), options.RequiredGranularity, "RequiredGranularity is not a member of StoreGranularity."),
        Unless(options.RequiredEvidence is null or DurabilityEvidence.Proven or DurabilityEvidence.Assumed or DurabilityEvidence.Forced, nameof(options.RequiredEvidence), options.RequiredEvidence, "RequiredEvidence must be Proven, Assumed or Forced: volatile memory satisfies no requirement."),
        Unless(options.ForceGranularity is not { } forced || Enum.IsDefined(forced), nameof(options.ForceGranularity), options.ForceGranularity, "ForceGranularity is not a member of StoreGranularity."),
    }.OfType<MappingProblem>();

    private static MappingProblem? Unless(bool holds, string option, object? value, string problem) => holds ? null : new(option, value, problem);
}
