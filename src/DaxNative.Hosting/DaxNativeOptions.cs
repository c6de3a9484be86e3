namespace DaxNative.Hosting;

/// <summary>
/// What a host wants of all persistent memory that it opens, by <see cref="PersistentMappingFactory"/> or by name, and which
/// mappings and logs it opens by name.
/// </summary>
/// <remarks>
/// Read once, when the first of them is asked for, at the latest when the host starts: a change of the configuration after that has no
/// effect. Not thread-safe while it is being configured.
/// </remarks>
public sealed class DaxNativeOptions
{
    internal const string DefaultKey = "DaxNative";

    /// <summary>Gets or sets the coarsest granularity that the host accepts; null, the default, accepts any.</summary>
    public StoreGranularity? RequiredGranularity
    {
        get => Policy.RequiredGranularity;
        set => Policy = Policy with { RequiredGranularity = value };
    }

    /// <summary>
    /// Gets or sets the weakest evidence that the host accepts; null, the default, accepts any. See
    /// <see cref="MappingOptions.RequiredEvidence"/>.
    /// </summary>
    public DurabilityEvidence? RequiredEvidence
    {
        get => Policy.RequiredEvidence;
        set => Policy = Policy with { RequiredEvidence = value };
    }

    /// <summary>Gets or sets whether volatile memory may be mapped. Default false; meant for development machines.</summary>
    public bool AllowVolatile
    {
        get => Policy.AllowVolatile;
        set => Policy = Policy with { AllowVolatile = value };
    }

    /// <summary>Gets or sets a granularity to use whatever the kernel says; null, the default, forces nothing.</summary>
    public StoreGranularity? ForceGranularity
    {
        get => Policy.ForceGranularity;
        set => Policy = Policy with { ForceGranularity = value };
    }

    /// <summary>Gets or sets whether a forced granularity satisfies <see cref="RequiredGranularity"/>. Default false.</summary>
    public bool AllowForced
    {
        get => Policy.AllowForced;
        set => Policy = Policy with { AllowForced = value };
    }

    /// <summary>Gets or sets the flush instruction to use; null, the default, takes the CPU's best.</summary>
    public FlushInstruction? FlushInstruction
    {
        get => Policy.FlushInstruction;
        set => Policy = Policy with { FlushInstruction = value };
    }

    /// <summary>
    /// Gets or sets from which length on, in bytes, stores go past the caches; null, the default, as measured. See
    /// <see cref="MappingOptions.NonTemporalThreshold"/>.
    /// </summary>
    public long? NonTemporalThreshold
    {
        get => Policy.NonTemporalThreshold;
        set => Policy = Policy with { NonTemporalThreshold = value };
    }

    /// <summary>Gets or sets whether every mapping is checked against smaps when it is opened. Default false.</summary>
    public bool Verify
    {
        get => Policy.Verify;
        set => Policy = Policy with { Verify = value };
    }

    /// <summary>Gets or sets whether every page is faulted in when a mapping is opened. Default false.</summary>
    public bool Prefault
    {
        get => Policy.Prefault;
        set => Policy = Policy with { Prefault = value };
    }

    /// <summary>Gets or sets whether every mapping holds an advisory lock on its file. Default false; a log always does.</summary>
    public bool Lock
    {
        get => Policy.Lock;
        set => Policy = Policy with { Lock = value };
    }

    /// <summary>
    /// Gets the mappings that the host opens by name, none at first. Names differ in more than case; one that is set again is replaced.
    /// </summary>
    public IDictionary<string, NamedMapping> Mappings { get; } = new Dictionary<string, NamedMapping>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the logs that the host opens by name, none at first. Names differ in more than case; one that is set again is replaced.</summary>
    public IDictionary<string, NamedLog> Logs { get; } = new Dictionary<string, NamedLog>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The host's part of every mapping's options.</summary>
    internal MappingOptions Policy { get; set; } = MappingOptions.Default;

    /// <summary>The section that was read last.</summary>
    internal string Key { get; set; } = DefaultKey;

    /// <summary>What is in the configuration and cannot be read, a line each.</summary>
    internal List<string> Unreadable { get; } = [];

    internal string KeyOfMapping(string name) => Mappings[name].Key ?? $"{Key}:{nameof(Mappings)}:{name}";

    internal string KeyOfLog(string name) => Logs[name].Key ?? $"{Key}:{nameof(Logs)}:{name}";
}
