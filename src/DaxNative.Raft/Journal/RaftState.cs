using System.Buffers.Binary;
using DotNext.Net.Cluster;

namespace DaxNative.Raft;

/// <summary>
/// What a node has to know beside its entries; it is the log's checkpoint, so after a crash all of it is old, or all of it new.
/// </summary>
/// <param name="Term">The latest term that the node has seen.</param>
/// <param name="Vote">Whom it has voted for in that term, if anybody.</param>
/// <param name="Committed">A commit index that it knew; the true one may be greater.</param>
/// <param name="SnapshotIndex">The last entry that the snapshot stands for; 0 where there is none.</param>
/// <param name="SnapshotTerm">That entry's term.</param>
internal sealed record RaftState(long Term, ClusterMemberId? Vote, long Committed, long SnapshotIndex, long SnapshotTerm)
{
    private const uint Magic = 0x31465244; // "DRF1", little-endian
    private const int VoteOffset = 40;

    internal static RaftState None { get; } = new(0, null, 0, 0, 0);

    internal static int Size { get; } = VoteOffset + ClusterMemberId.Size;

    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Vote is null ? 0 : 1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Term);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Committed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), SnapshotIndex);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), SnapshotTerm);
        Vote?.Format(bytes.AsSpan(VoteOffset));
        return bytes;
    }

    internal static RaftState Read(ReadOnlySpan<byte> bytes)
    {
        // A log that was created and never voted.
        if (bytes.IsEmpty)
        {
            return None;
        }

        if (bytes.Length != Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            throw new RaftLogException(RaftLogError.NotARaftLog, $"The log's checkpoint of {bytes.Length} bytes is not that of a Raft log. Open the file with what wrote it, or give another path.");
        }

        return new RaftState(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]) != 0 ? new ClusterMemberId(bytes[VoteOffset..]) : null,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
    }
}
