using System.Buffers.Binary;

namespace DaxNative.Logs;

/// <summary>What stands before every payload, little-endian, in the first half of the record's first line.</summary>
/// <param name="Checksum">CRC-32C of the payload, then of the rest of this header; begun with the log's seed.</param>
/// <param name="Length">Of the payload, in bytes.</param>
/// <param name="Position">Where the record begins, counted in bytes from the log's creation: what an earlier lap of the ring left behind has another.</param>
/// <param name="Durable">Everything before this position was durable when the record was written.</param>
/// <param name="Epoch">The opening of the log that wrote it: never less than the record's before it.</param>
/// <param name="Kind">What the payload is.</param>
/// <param name="Count">How many user records the payload holds.</param>
internal readonly record struct RecordHeader(uint Checksum, int Length, long Position, long Durable, uint Epoch, RecordKind Kind, int Count)
{
    /// <summary>In bytes.</summary>
    internal const int Size = 32;

    /// <summary>Of the whole record in the ring, in bytes.</summary>
    internal long RecordSize => LogLayout.AlignUp(Size + (long)Length);

    /// <summary>What the checksum covers of the payload: of padding nothing, because nobody wrote it.</summary>
    internal int CheckedLength => Kind == RecordKind.Padding ? 0 : Length;

    internal LogSequenceNumber SequenceNumber => new(Position, 0);

    internal static RecordHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
        (RecordKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]) + 1);

    /// <summary>Writes everything, and the checksum last: it covers the payload's, which is computed before.</summary>
    internal void Write(Span<byte> bytes, uint payloadChecksum)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Position);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Durable);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Epoch);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[28..], (ushort)Kind);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[30..], (ushort)(Count - 1));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ChecksumOf(bytes, payloadChecksum));
    }

    /// <summary>The checksum that a header's bytes should hold.</summary>
    internal static uint ChecksumOf(ReadOnlySpan<byte> bytes, uint payloadChecksum) =>
        Crc32C.Append(payloadChecksum, bytes[4..Size]);
}
