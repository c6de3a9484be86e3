namespace DaxNative.Logs;

/// <summary>Where a log stands when it is opened.</summary>
/// <param name="State">The newest state.</param>
/// <param name="Tail">The position behind the last record that is kept.</param>
/// <param name="Epoch">The greatest that any record or state has.</param>
/// <param name="Last">The last record that is kept; null if there is none, or the log was closed and nothing was read.</param>
/// <param name="Dropped">The sound records behind a torn one, which were never acknowledged.</param>
/// <param name="WasScanned">Whether the records were looked at.</param>
internal sealed record RecoveredLog(LogState State, long Tail, uint Epoch, LogSequenceNumber? Last, long Dropped, bool WasScanned = false)
{
    internal LogRecovery ToReport() => new(!WasScanned, Last, Dropped);
}
