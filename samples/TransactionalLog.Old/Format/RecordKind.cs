namespace DaxNative.Logs;

/// <summary>What stands behind a record's header.</summary>
internal enum RecordKind : ushort
{
    /// <summary>Nothing: never written.</summary>
    None,

    /// <summary>One user record.</summary>
    Single,

    /// <summary>Several user records, as <see cref="TransactionPayload"/> lays them out.</summary>
    Transaction,

    /// <summary>Room that no record took: at the ring's end, or behind a record that became shorter than was reserved for it.</summary>
    Padding,
}
