namespace DaxNative.Testing;

/// <summary>What is explored: memory, what is done to it, and how it is recovered and checked. Immutable data.</summary>
public sealed record CrashScenario
{
    /// <summary>Gets the name in reports.</summary>
    public string Name { get; init; } = "scenario";

    /// <summary>Gets the memory's length in bytes, a multiple of 64, or of 4,096 at page granularity. A few KiB explore fastest.</summary>
    public required int Length { get; init; }

    /// <summary>Gets what a store needs before it is durable. Cache line by default, as on most machines with persistent memory.</summary>
    public StoreGranularity Granularity { get; init; } = StoreGranularity.CacheLine;

    /// <summary>Gets what is done beforehand; what it leaves is durable. Nothing by default: memory of zeros.</summary>
    public Action<PersistentMapping>? Prepare { get; init; }

    /// <summary>Gets what is done while the power may go, on one thread. Runs once for an exploration.</summary>
    public Action<CrashRun>? Run { get; init; }

    /// <summary>
    /// Gets what several threads do while the power may go; the seed decides how they take turns. Instead of, or after,
    /// <see cref="Run"/>. With its thread and the structure's own there are at most 63.
    /// </summary>
    public IReadOnlyList<Action<CrashRun>> Writers { get; init; } = [];

    /// <summary>Gets what recovers and checks; called once for each worker. See <see cref="CrashSubject.Of"/>.</summary>
    public required Func<CrashSubject> Subject { get; init; }

    /// <summary>
    /// Gets what <see cref="CrashReport.ThrowIfFailed"/> does not throw for: <see cref="CrashGaps.NoOperation"/>, for instance, where a
    /// structure promises nothing but that it can be opened. Default: nothing.
    /// </summary>
    public CrashGaps AllowedGaps { get; init; }

    /// <exception cref="CrashScenarioException">A function of it is async.</exception>
    internal void RefuseAsync()
    {
        AsyncVoid.Refuse(Prepare, $"{nameof(Prepare)} of the scenario '{Name}'");
        AsyncVoid.Refuse(Run, $"{nameof(Run)} of the scenario '{Name}'");
        for (int i = 0; i < Writers.Count; i++)
        {
            AsyncVoid.Refuse(Writers[i], $"Writer {i} of the scenario '{Name}'");
        }
    }
}
