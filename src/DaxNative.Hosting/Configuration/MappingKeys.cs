namespace DaxNative.Hosting;

/// <summary>The keys of the configuration: what of the options can be said in it.</summary>
internal static class MappingKeys
{
    /// <summary>Of the host's policy, and of one mapping too.</summary>
    internal static SettingKey<MappingOptions>[] OfPolicy { get; } =
    [
        Word(nameof(MappingOptions.RequiredGranularity), static (MappingOptions options, StoreGranularity value) => options with { RequiredGranularity = value }),
        Word(nameof(MappingOptions.RequiredEvidence), static (MappingOptions options, DurabilityEvidence value) => options with { RequiredEvidence = value }),
        Flag(nameof(MappingOptions.AllowVolatile), static (options, value) => options with { AllowVolatile = value }),
        Word(nameof(MappingOptions.ForceGranularity), static (MappingOptions options, StoreGranularity value) => options with { ForceGranularity = value }),
        Flag(nameof(MappingOptions.AllowForced), static (options, value) => options with { AllowForced = value }),
        Word(nameof(MappingOptions.FlushInstruction), static (MappingOptions options, FlushInstruction value) => options with { FlushInstruction = value }),
        Bytes(nameof(MappingOptions.NonTemporalThreshold), static (options, value) => options with { NonTemporalThreshold = value }),
        Flag(nameof(MappingOptions.Verify), static (options, value) => options with { Verify = value }),
        Flag(nameof(MappingOptions.Prefault), static (options, value) => options with { Prefault = value }),
        Flag(nameof(MappingOptions.Lock), static (options, value) => options with { Lock = value }),
    ];

    /// <summary>Of one mapping.</summary>
    internal static SettingKey<NamedMapping>[] OfMapping { get; } =
    [
        new(nameof(NamedMapping.Path), static (mapping, text) => mapping with { Path = text }),
        .. ((SettingKey<MappingOptions>[])[
            Word(nameof(MappingOptions.Mode), static (MappingOptions options, FileMode value) => options with { Mode = value }),
            Word(nameof(MappingOptions.Access), static (MappingOptions options, MappingAccess value) => options with { Access = value }),
            Bytes(nameof(MappingOptions.Offset), static (options, value) => options with { Offset = value }),
            Bytes(nameof(MappingOptions.Length), static (options, value) => options with { Length = value }),
            Word(nameof(MappingOptions.Allocation), static (MappingOptions options, FileAllocation value) => options with { Allocation = value }),
            Flag(nameof(MappingOptions.UseMovdir64b), static (options, value) => options with { UseMovdir64b = value }),
            Flag(nameof(MappingOptions.HugePages), static (options, value) => options with { HugePages = value }),
            Flag(nameof(MappingOptions.InheritOnFork), static (options, value) => options with { InheritOnFork = value }),
            Flag(nameof(MappingOptions.IncludeInCoreDump), static (options, value) => options with { IncludeInCoreDump = value }),
            .. OfPolicy])
            .Select(static key => key.Within<NamedMapping>(static mapping => mapping.Options, static (mapping, options) => mapping with { Options = options })),
    ];

    /// <summary>Of one log.</summary>
    internal static SettingKey<NamedLog>[] OfLog { get; } =
    [
        new(nameof(NamedLog.Path), static (log, text) => log with { Path = text }),
        new(nameof(NamedLog.Options.Length), static (log, text) => log with { Options = log.Options with { Length = SettingText.Bytes(text) } }),
        new(nameof(NamedLog.Options.RequiredGranularity), static (log, text) => log with { Options = log.Options with { RequiredGranularity = SettingText.Word<StoreGranularity>(text, static _ => true) } }),
        new(nameof(NamedLog.Options.AllowVolatile), static (log, text) => log with { Options = log.Options with { AllowVolatile = SettingText.Flag(text) } }),
    ];

    private static SettingKey<MappingOptions> Flag(string name, Func<MappingOptions, bool, MappingOptions> set) =>
        new(name, (options, text) => set(options, SettingText.Flag(text)));

    private static SettingKey<MappingOptions> Bytes(string name, Func<MappingOptions, long, MappingOptions> set) =>
        new(name, (options, text) => set(options, SettingText.Bytes(text)));

    // A member that is refused in any case is not advised. The length is for Mode CreateNew.
    private static SettingKey<MappingOptions> Word<T>(string name, Func<MappingOptions, T, MappingOptions> set)
        where T : struct, Enum =>
        new(name, (options, text) => set(options, SettingText.Word<T>(text, value =>
            !MappingCheck.Problems(set(new MappingOptions { Length = 1 }, value)).Any())));
}
