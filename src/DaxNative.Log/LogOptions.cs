using Microsoft.Extensions.Logging;

namespace DaxNative.Log;

/// <summary>How a log is opened or created. Immutable data.</summary>
public sealed record LogOptions
{
    /// <summary>
    /// Gets the length of a new log's file in bytes, its first 4,096 bytes for the log itself and the rest, a multiple of 64,
    /// for records; 0, the default, takes the whole of what is there. A log that is there must have this length, if one is given.
    /// </summary>
    public long Length { get; init; }

    /// <summary>Gets the coarsest granularity that is accepted; null, the default, accepts any, also msync.</summary>
    public StoreGranularity? RequiredGranularity { get; init; }

    /// <summary>Gets whether memory that loses its contents without power will do: for tests and measurements. Default false.</summary>
    public bool AllowVolatile { get; init; }

    /// <summary>Gets where the bytes scanned are reported while a log that was not closed is recovered; null reports nothing.</summary>
    public IProgress<long>? RecoveryProgress { get; init; }

    /// <summary>Gets where openings, closings, faults, growth and forgotten appenders and readers are told; null tells nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Gets what a host makes of how the log's file is to be mapped; null adds nothing.</summary>
    internal Func<MappingOptions, MappingOptions>? Policy { get; init; }

    /// <summary>Gets whether Dispose throws when the log cannot be closed. Not where nobody could catch that; the logger is told in any case.</summary>
    internal bool ThrowsWhenNotClosed { get; init; } = true;

    internal MappingOptions Mapping(FileMode mode)
    {
        var own = new MappingOptions
        {
            Mode = mode,
            Length = mode == FileMode.Open ? 0 : Length,
            RequiredGranularity = RequiredGranularity,
            AllowVolatile = AllowVolatile,

            // Two processes in one log would both be right and lose everything.
            Lock = true,
        };
        return Policy is null ? own : Policy(own);
    }
}
