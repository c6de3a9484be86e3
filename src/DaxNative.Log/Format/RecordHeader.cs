using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DaxNative.Log;

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
    internal long RecordSize => SizeOf(Length);

    /// <summary>What the checksum covers of the payload: of padding nothing, because nobody wrote it.</summary>
    internal int CheckedLength => Kind == RecordKind.Padding ? 0 : Length;

    /// <summary>Whether its kind is known, and it holds as many records as the kind allows.</summary>
    internal bool IsPossible => Kind switch
    {
        RecordKind.Single or RecordKind.Padding => Count == 1,
        RecordKind.Cut => Count == 1 && Length == sizeof(long),
        RecordKind.Transaction => (long)Count * BatchPayload.LengthSize <= Length,
        _ => false,
    };

    /// <summary>How many user records it holds.</summary>
    internal int UserRecords => Kind is RecordKind.Single or RecordKind.Transaction ? Count : 0;

    internal LogSequenceNumber SequenceNumber => new(Position, 0);

    /// <summary>Of the last user record in it.</summary>
    internal LogSequenceNumber LastNumber => new(Position, UserRecords - 1);

    /// <summary>The same of a record whose payload has a length.</summary>
    internal static long SizeOf(long length) => LogLayout.AlignUp(Size + length);

    internal static RecordHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
        (RecordKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]) + 1);

    /// <summary>The header's bytes, in a register: the rest of the first line joins it there.</summary>
    /// <param name="payloadChecksum">The header's covers it, so it is computed before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<byte> ToBytes(uint payloadChecksum)
    {
        ulong last = Epoch | ((ulong)Kind << 32) | ((ulong)(ushort)(Count - 1) << 48);
        uint checksum = ChecksumOf((uint)Length, (ulong)Position, (ulong)Durable, last, payloadChecksum);
        return Vector256.Create(checksum | ((ulong)(uint)Length << 32), (ulong)Position, (ulong)Durable, last).AsByte();
    }

    /// <summary>The checksum that a header's bytes should hold.</summary>
    internal static uint ChecksumOf(ReadOnlySpan<byte> bytes, uint payloadChecksum) => ChecksumOf(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
        payloadChecksum);

    private static uint ChecksumOf(uint length, ulong position, ulong durable, ulong last, uint payloadChecksum) =>
        BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(payloadChecksum, length), position), durable), last);
}
