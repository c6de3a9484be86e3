namespace DaxNative.Benchmarks;

/// <summary>What the engine writes to.</summary>
internal enum EnginePlace
{
    /// <summary>Our device, in memory.</summary>
    Ours,

    /// <summary>The engine's own device on the same memory.</summary>
    OwnInMemory,

    /// <summary>The engine's own device on a disk.</summary>
    OwnOnDisk,

    /// <summary>The engine's device that keeps nothing.</summary>
    Null,
}

internal static class EnginePlaces
{
    internal static IReadOnlyList<EnginePlace> All { get; } = Enum.GetValues<EnginePlace>();

    /// <summary>What a report calls it.</summary>
    internal static string Title(this EnginePlace place) => place switch
    {
        EnginePlace.Ours => LogPeers.Ours,
        EnginePlace.OwnInMemory => "own device, same memory",
        EnginePlace.OwnOnDisk => "own device, disk",
        _ => "null device",
    };
}
