using System.Buffers.Binary;

namespace DaxNative.Raft;

/// <summary>The first 64 bytes of a snapshot's file; what the state machine wrote follows.</summary>
/// <param name="Index">The last entry that it stands for.</param>
/// <param name="Term">That entry's term.</param>
/// <param name="Length">How many bytes follow.</param>
/// <param name="Checksum">Their CRC-32C, begun with 0xFFFFFFFF.</param>
internal readonly record struct SnapshotHeader(long Index, long Term, long Length, uint Checksum)
{
    internal const int Size = 64;
    private const int SumOffset = 40;

    private static ReadOnlySpan<byte> Magic => "DAXNSNP1"u8;

    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Index);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Term);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(32), Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(SumOffset), Crc32C.Append(uint.MaxValue, bytes.AsSpan(0, SumOffset)));
        return bytes;
    }

    /// <returns>Null where the bytes are no such header.</returns>
    internal static SnapshotHeader? Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size && bytes.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[SumOffset..]) == Crc32C.Append(uint.MaxValue, bytes[..SumOffset])
            ? new SnapshotHeader(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]))
            : null;
}
