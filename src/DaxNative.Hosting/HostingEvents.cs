using Microsoft.Extensions.Logging;

namespace DaxNative.Hosting;

/// <summary>What the host's ILogger is told.</summary>
internal static partial class HostingEvents
{
    internal static void Opened(ILogger logger, string key, PersistentMapping mapping, TimeSpan took)
    {
        DurabilityGuarantee guarantee = mapping.Guarantee;
        Opened(logger, key, mapping.Path, guarantee.Granularity, guarantee.Evidence, guarantee.Reason, took.TotalMilliseconds);
        if (!guarantee.IsDurable)
        {
            NotDurable(logger, key, mapping.Path, guarantee.Evidence, guarantee.Reason);
        }
        else if (guarantee.Granularity > StoreGranularity.CacheLine)
        {
            Coarse(logger, key, mapping.Path, guarantee.Granularity, guarantee.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Key}: {Path} is open at {Granularity} granularity ({Evidence}: {Reason}). Took {Milliseconds} ms.")]
    private static partial void Opened(ILogger logger, string key, string path, StoreGranularity granularity, DurabilityEvidence evidence, string reason, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{Key}: {Path} has {Granularity} granularity only, so every Persist is a system call: {Reason}. RequiredGranularity CacheLine would refuse that.")]
    private static partial void Coarse(ILogger logger, string key, string path, StoreGranularity granularity, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Problem}")]
    internal static partial void NotOpened(ILogger logger, string problem);

    [LoggerMessage(4, LogLevel.Warning, "{Key}: nothing proves that what is stored in {Path} survives a power loss ({Evidence}: {Reason}).")]
    private static partial void NotDurable(ILogger logger, string key, string path, DurabilityEvidence evidence, string reason);
}
