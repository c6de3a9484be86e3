namespace DaxNative;

/// <summary>How the bytes that a file grows by are allocated.</summary>
public enum FileAllocation
{
    /// <summary>
    /// Zeros are written, so no later store has to allocate or convert a block: on a MAP_SYNC mapping such a store
    /// costs a journal commit, also in a file that was only fallocated.
    /// </summary>
    Written,

    /// <summary>Space is reserved by fallocate; the first store to each block still pays for its conversion.</summary>
    Reserved,

    /// <summary>Nothing is allocated; a store on a full file system ends the process with SIGBUS.</summary>
    Sparse,
}
