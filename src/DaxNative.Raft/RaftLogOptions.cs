using System.Diagnostics.CodeAnalysis;
using DaxNative.Log;

namespace DaxNative.Raft;

/// <summary>How a Raft log is opened or created. Immutable data.</summary>
[Experimental("DAXRAFT001")]
public sealed record RaftLogOptions
{
    /// <summary>
    /// Gets the length of a new log's file in bytes, a multiple of 64, at least 8,192; 0, the default, takes the whole of what is there. A log that
    /// is there must have this length, if one is given. It bounds what lies between two snapshots: an entry takes its payload and 64 bytes, rounded up to 64.
    /// </summary>
    public long Length { get; init; }

    /// <summary>Gets the coarsest granularity that is accepted; null, the default, accepts any, also msync.</summary>
    public StoreGranularity? RequiredGranularity { get; init; }

    /// <summary>Gets whether memory that loses its contents without power will do: for tests and measurements. Default false.</summary>
    public bool AllowVolatile { get; init; }

    /// <summary>Gets the folder for snapshots; null, the default, is the folder of the log. A log on a device needs one. It has to exist.</summary>
    public string? SnapshotFolder { get; init; }

    internal LogOptions Log => new() { Length = Length, RequiredGranularity = RequiredGranularity, AllowVolatile = AllowVolatile };
}
