using System.Diagnostics.CodeAnalysis;

namespace DaxNative.Raft;

/// <summary>Why a Raft log refused.</summary>
[Experimental("DAXRAFT001")]
public enum RaftLogError
{
    /// <summary>There is no room, and the state machine has no snapshot that would make some. The entry is not in the log; everything before it is.</summary>
    Full,

    /// <summary>The entry can never fit into a log of this length. It is not in the log.</summary>
    EntryTooLarge,

    /// <summary>The state machine failed to apply an entry or a snapshot. The log takes nothing any more; open it again when the cause is mended.</summary>
    ApplyFailed,

    /// <summary>The snapshot that the log goes on from is not there, or is damaged.</summary>
    SnapshotUnusable,

    /// <summary>What was opened is a log, but not one of a Raft node, or one of a newer version; or an entry is missing in it.</summary>
    NotARaftLog,
}
