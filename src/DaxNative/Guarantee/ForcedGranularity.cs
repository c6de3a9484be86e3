namespace DaxNative;

/// <summary>A granularity that somebody insists on, and who: the option wins over the environment.</summary>
internal sealed record ForcedGranularity(StoreGranularity Granularity, string Origin)
{
    internal const string Variable = "DAXNATIVE_FORCE_GRANULARITY";

    /// <summary>What is forced, or null. A value that names no granularity is an error, never ignored.</summary>
    /// <exception cref="DaxException">The environment variable names no granularity.</exception>
    internal static ForcedGranularity? From(StoreGranularity? option, string? environment)
    {
        if (option is { } granularity)
        {
            return new ForcedGranularity(granularity, "the option ForceGranularity");
        }

        return string.IsNullOrEmpty(environment) ? null : new ForcedGranularity(Parse(environment), "the environment variable " + Variable);
    }

    private static StoreGranularity Parse(string text) => text.ToUpperInvariant() switch
    {
        "BYTE" => StoreGranularity.Byte,
        "CACHELINE" or "CACHE_LINE" => StoreGranularity.CacheLine,
        "PAGE" => StoreGranularity.Page,
        _ => throw new DaxFailure(DaxError.NotSupported, "open", $"{Variable}={text} names no granularity.", "Use byte, cacheline or page, or unset it.")
        {
            IsPredicted = true,
        }.ToException(),
    };
}
