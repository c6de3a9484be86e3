using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>What a writer says of itself: before it does what may leave traces, and after it was told that it is durable.</summary>
/// <param name="Kind">What.</param>
/// <param name="Writer">Which of its threads.</param>
/// <param name="Number">The first record's number; the checkpoint's, of the log's state; which process of a boot, of its opening.</param>
/// <param name="Count">How many records, with sequence numbers one after another; of a cut the lines from the first given up to the tail.</param>
/// <param name="SequenceNumber">The first record's, or the head's.</param>
internal readonly record struct TortureEvent(TortureEventKind Kind, int Writer, int Number, int Count, long SequenceNumber)
{
    /// <summary>Few enough that a write of several to a pipe is all or nothing.</summary>
    internal const int Size = 24;

    internal static TortureEvent Opened(long head, int checkpoint) => new(TortureEventKind.Opened, 0, checkpoint, 0, head);

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

    /// <summary>The log is open, with this head and checkpoint.</summary>
    Opened,

    /// <summary>About to append records, each of which may be refused by itself.</summary>
    Trying,

    /// <summary>Records are durable.</summary>
    Acknowledged,

    /// <summary>About to change head and checkpoint, in one step, to these.</summary>
    Changing,

    /// <summary>Head and checkpoint are durable.</summary>
    Changed,

    /// <summary>About to cut off the end from here on, as far as the log goes now.</summary>
    Cutting,

    /// <summary>The end is cut off, up to where the log ends now; or it was refused, where the count is 0.</summary>
    Cut,

    /// <summary>The log was closed.</summary>
    Closed,
}
