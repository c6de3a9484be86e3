namespace DaxNative.Tests;

/// <summary>What can be wrong with <see cref="BPlusTree"/>, one at a time. docs/crash-testing-bugs.md has the list in words.</summary>
public enum TreeMistake
{
    None,
    UndoNotFlushed,
    UndoNotDrained,
    HalfNodeFlushed,
    CommitBeforeNodes,
    CommitNotDrained,
    CountStoredAfterFlush,
    UndoByFlag,
    ChecksumWithoutTarget,
    ShortGeneration,
    RecoveryCountsFirst,
    RecoveryDoesNotPersist,
    RecoveryDrainsElsewhere,
    UndoNotVerified,
    NewNodeNotFlushed,
    RootNotLogged,
    FreedBeforeCommit,
    AllocationNotUndone,
    CountOutsideLock,
    EmptinessOutsideLock,
    ValueTornInPlace,
    ReadOutsideLock,
    CountOverwritten,
    NodePersistedTwice,
    BitmapDrainedAlone,
    SiblingNotLogged,
}
