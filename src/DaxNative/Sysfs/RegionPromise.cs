namespace DaxNative;

/// <summary>
/// What decides a promise about the memory of an nd region, and nothing more. All of it is set when the kernel makes the
/// region and stays until the region is gone.
/// </summary>
internal sealed record RegionPromise
{
    internal required string Name { get; init; }

    /// <summary>The region's directory, with every symbolic link resolved.</summary>
    internal required string SysfsPath { get; init; }

    internal NdProvider Provider { get; init; }

    /// <summary>The nd bus's own name of the provider; empty where it does not say.</summary>
    internal string ProviderName { get; init; } = "";

    /// <summary>Why <see cref="Provider"/> is assumed only; null where it is known.</summary>
    internal string? ProviderAssumedBecause { get; init; }

    /// <summary>What the kernel names as the domain where that is none that is known; null otherwise.</summary>
    internal string? UnknownDomain { get; init; }

    internal PersistenceDomain PersistenceDomain { get; init; }

    /// <summary>It loses its contents with the power.</summary>
    internal bool IsVolatile { get; init; }

    /// <summary>CPU flushes are known to make stores durable here.</summary>
    internal bool IsSynchronous { get; init; }
}
