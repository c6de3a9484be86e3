namespace DaxNative.Tests;

/// <summary>What can be wrong with <see cref="LockFreeQueue"/>, one at a time. docs/crash-testing-bugs.md has the list in words.</summary>
public enum QueueMistake
{
    None,
    NodeNotFlushed,
    NodeNotDrained,
    HalfNodeFlushed,
    LinkedBeforeWritten,
    WordStoredAfterFlush,
    LinkNotDrained,
    LinkNotFlushed,
    HelperDoesNotPersist,
    HeadNotFlushed,
    FreedBeforeHeadIsDurable,
    EmptyBeforeHeadIsDurable,
    RecoveryTrustsTail,
    RecoveryDoesNotPersist,
    RecoveryDrainsElsewhere,
    LinkWithoutCount,
    HeadWithoutCount,
    RecoveryLeaks,
    HeadPersistedTwice,
    LoadPersists,
}
