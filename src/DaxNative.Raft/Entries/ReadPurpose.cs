namespace DaxNative.Raft;

/// <summary>What entries are read for.</summary>
internal enum ReadPurpose
{
    /// <summary>To be sent: whole.</summary>
    Send,

    /// <summary>To be compared: their terms alone.</summary>
    Terms,

    /// <summary>To be applied: whole, and with what goes with them to the state machine, which is had once.</summary>
    Apply,
}
