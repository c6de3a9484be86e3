using Microsoft.Extensions.Logging;

namespace DaxNative.Garnet;

/// <summary>How Garnet's devices lie in persistent memory. Immutable data.</summary>
public sealed record PmemDeviceOptions
{
    private const uint LeastSector = 64;
    private const uint MostSector = 4096;

    /// <summary>
    /// Gets how the store of segments is opened: <see cref="SegmentStoreOptions.RequiredGranularity"/> refuses memory that is worth less,
    /// <see cref="SegmentStoreOptions.AllowVolatile"/> takes a RAM disk for a try.
    /// </summary>
    public SegmentStoreOptions Store { get; init; } = new();

    /// <summary>
    /// Gets the unit in bytes that the engine aligns its requests to: a power of two from 64 to 4,096. Default 512. A smaller one writes fewer bytes
    /// for a small commit. A log is opened with the one that it was written with.
    /// </summary>
    public uint SectorSize { get; init; } = 512;

    /// <summary>Gets where failed requests are told; null tells nobody but <see cref="Failed"/> and the engine's own callback.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Gets what is called for each request that failed, with the device and the cause, on the thread of the request; null for nothing.</summary>
    public Action<PmemDevice, Exception>? Failed { get; init; }

    /// <exception cref="ArgumentException">The sector size is none.</exception>
    internal void Check()
    {
        if (SectorSize is < LeastSector or > MostSector || !uint.IsPow2(SectorSize))
        {
            throw new ArgumentException($"SectorSize is {SectorSize}. Give a power of two from {LeastSector} to {MostSector}.", nameof(SectorSize));
        }
    }
}
