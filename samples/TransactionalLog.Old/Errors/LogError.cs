namespace DaxNative.Logs;

/// <summary>Why a log refused.</summary>
public enum LogError
{
    /// <summary>The memory holds no log: another magic, all zero, or a creation that did not finish.</summary>
    NotALog,

    /// <summary>The memory is not empty, so no log is created over it.</summary>
    NotEmpty,

    /// <summary>A newer version of the format wrote it.</summary>
    NewerVersion,

    /// <summary>The memory is shorter or longer than the log says, or too short for any.</summary>
    WrongLength,

    /// <summary>It is a part of a partitioned log, or another part than asked for.</summary>
    WrongPartition,

    /// <summary>A record, or the log's own description, is damaged: <see cref="LogCorruptException"/>.</summary>
    Corrupt,

    /// <summary>There is no room before the head; nothing was written.</summary>
    Full,

    /// <summary>The record can never fit; nothing was written.</summary>
    RecordTooLarge,

    /// <summary>An earlier append failed half-way, so nothing after it can be acknowledged. Reopen the log.</summary>
    Faulted,

    /// <summary>The sequence number is not, or no longer, in the log.</summary>
    NotInLog,
}
