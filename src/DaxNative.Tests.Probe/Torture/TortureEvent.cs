using System.Buffers.Binary;

namespace DaxNative.Logs;

/// <summary>What a child says of itself over its pipe: before it does what may leave traces, and after it was told that it is durable.</summary>
/// <param name="Kind">What.</param>
/// <param name="Writer">Which of its threads.</param>
/// <param name="Number">The first record's number.</param>
/// <param name="Count">How many records, with sequence numbers one after another.</param>
/// <param name="SequenceNumber">The first record's, or the head's.</param>
internal readonly record struct TortureEvent(TortureEventKind Kind, int Writer, int Number, int Count, long SequenceNumber)
{
    /// <summary>Few enough that a write of several to a pipe is all or nothing.</summary>
    internal const int Size = 24;

    internal static TortureEvent Read(ReadOnlySpan<byte> bytes) => new(
        (TortureEventKind)bytes[0],
        bytes[1],
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));

    internal void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Kind;
        bytes[1] = (byte)Writer;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], SequenceNumber);
    }
}

/// <summary>Kinds of <see cref="TortureEvent"/>.</summary>
internal enum TortureEventKind : byte
{
    /// <summary>About to open the log.</summary>
    Opening = 1,

    /// <summary>The log is open, with this head.</summary>
    Opened,

    /// <summary>Records are durable.</summary>
    Acknowledged,

    /// <summary>About to truncate to this head.</summary>
    Truncating,

    /// <summary>The head is durable.</summary>
    Truncated,

    /// <summary>The log was closed.</summary>
    Closed,
}
