namespace DaxNative.Log;

/// <summary>Where a log stands when it is opened.</summary>
internal sealed record RecoveredLog
{
    /// <summary>The newest state.</summary>
    internal required LogState State { get; init; }

    /// <summary>The position behind the last record that is kept.</summary>
    internal required long Tail { get; init; }

    /// <summary>Everything before it is known to be durable; what lies between it and the tail was only read, perhaps out of a cache.</summary>
    internal required long Proven { get; init; }

    /// <summary>The greatest that any record or state has.</summary>
    internal required uint Epoch { get; init; }

    /// <summary>The ends that were cut off.</summary>
    internal required LogCuts Cuts { get; init; }

    /// <summary>What the user is told.</summary>
    internal required LogRecovery Report { get; init; }

    /// <summary>Of a log that was closed.</summary>
    internal static RecoveredLog Clean(LogState state) => new()
    {
        State = state,
        Tail = state.Tail,
        Proven = state.Tail,
        Epoch = state.Epoch,
        Cuts = LogCuts.None,
        Report = new LogRecovery(WasClean: true, null, 0),
    };
}

/// <summary>What opening a log found.</summary>
/// <param name="WasClean">Whether the log had been closed, so that no record had to be looked at.</param>
/// <param name="Last">The last record that was kept; null if there was none, or if none was looked at.</param>
/// <param name="DroppedRecords">
/// Whole records behind one that was torn: stored, and never acknowledged. The torn ones themselves cannot be counted.
/// </param>
public sealed record LogRecovery(bool WasClean, LogSequenceNumber? Last, long DroppedRecords);
