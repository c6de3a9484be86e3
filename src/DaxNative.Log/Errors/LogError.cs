namespace DaxNative.Log;

/// <summary>Why a log refused.</summary>
public enum LogError
{
    /// <summary>The memory holds no log: another magic, all zero, or a creation that did not finish.</summary>
    NotALog,

    /// <summary>The memory is not empty, so no log is created over it.</summary>
    NotEmpty,

    /// <summary>A newer version of the format wrote it.</summary>
    NewerVersion,

    /// <summary>An older version of the format wrote it, in a way that is not read any more.</summary>
    OlderVersion,

    /// <summary>The memory is shorter than the log says, or no log can have this length, or the log has another one than was asked for.</summary>
    WrongLength,

    /// <summary>A record, or the log's own description, is damaged: <see cref="LogCorruptException"/>.</summary>
    Corrupt,

    /// <summary>There is no room before the head; nothing was written.</summary>
    Full,

    /// <summary>The record, or what is committed together, can never fit; nothing was written.</summary>
    RecordTooLarge,

    /// <summary>Something could not be made durable, so nothing after it can be acknowledged. Dispose the log and open it again.</summary>
    Faulted,

    /// <summary>No record has this sequence number, now or later.</summary>
    NotInLog,

    /// <summary>The record with this number was given up by <see cref="TransactionalLog.Truncate(LogSequenceNumber)"/>.</summary>
    Truncated,

    /// <summary>Records that a reader had read were given up by <see cref="TransactionalLog.TruncateEnd"/>: <see cref="LogCutException"/>.</summary>
    Cut,

    /// <summary>A <see cref="LogAppender"/> of the log is in use: append through that one, or dispose it.</summary>
    AppenderInUse,

    /// <summary>Another log is open on the same mapping.</summary>
    InUse,

    /// <summary>The log has used up its sequence numbers, after 8 PiB, or its openings. Go on in a new log.</summary>
    Exhausted,

    /// <summary>The log has grown since it was opened for reading. Open it again.</summary>
    Grown,
}
