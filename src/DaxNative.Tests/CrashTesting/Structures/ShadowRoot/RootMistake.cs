namespace DaxNative.Tests;

/// <summary>What can be wrong with <see cref="ShadowList"/>, one at a time. docs/crash-testing-bugs.md has the list in words.</summary>
public enum RootMistake
{
    None,
    PageNotFlushed,
    PagesNotDrained,
    TableFlushedInPart,
    RootBeforePages,
    RootNotDrained,
    EntryStoredAfterFlush,
    OnePlaceOnly,
    ChecksumWithoutTable,
    ChecksumWithoutCount,
    ShortGeneration,
    RootByFlag,
    RootNotVerified,
    RecoveryMovesRoot,
    RecoveryDoesNotPersist,
    RecoveryDrainsElsewhere,
    FreedBeforeRoot,
    RecoveryLeaks,
    CountOutsideLock,
    EmptinessOutsideLock,
    ShownBeforeDurable,
    BusyMark,
    PagesPersistedTwice,
    LoadDrains,
    FreedTwice,
}
