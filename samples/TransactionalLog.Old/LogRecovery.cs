namespace DaxNative.Logs;

/// <summary>What opening a log found.</summary>
/// <param name="WasClean">Whether the log had been closed, so that no record had to be looked at.</param>
/// <param name="Last">The last record that was kept; null if there was none, or if none was looked at.</param>
/// <param name="DroppedRecords">
/// Whole records behind one that was torn: stored by other threads, and never acknowledged. The torn ones themselves cannot
/// be counted.
/// </param>
public sealed record LogRecovery(bool WasClean, LogSequenceNumber? Last, long DroppedRecords);
