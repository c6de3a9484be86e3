using System.Buffers.Binary;

namespace DaxNative.Raft;

/// <summary>What stands before an entry's payload in its record.</summary>
/// <param name="Index">The entry's index.</param>
/// <param name="Term">The term of the leader that made it.</param>
/// <param name="Committed">The commit index that this node knew when it stored the entry; less than <paramref name="Index"/>.</param>
/// <param name="CommandId">The command's number, if it has one.</param>
/// <param name="IsConfiguration">Whether it is a configuration of the cluster.</param>
internal readonly record struct EntryHeader(long Index, long Term, long Committed, int? CommandId, bool IsConfiguration)
{
    // index, term, committed: i64 each; kind: u32; command: i32. Little-endian.
    internal const int Size = 32;

    // The upper half of the kind is the version of the form.
    private const uint Version = 1 << 16;
    private const uint Configuration = 1;
    private const uint Command = 2;

    internal void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Index);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Term);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Committed);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Version | (IsConfiguration ? Configuration : 0) | (CommandId is null ? 0 : Command));
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], CommandId ?? 0);
    }

    internal static EntryHeader Read(ReadOnlySpan<byte> bytes)
    {
        uint kind = bytes.Length < Size ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        if ((kind & ~(Configuration | Command)) != Version)
        {
            throw new RaftLogException(RaftLogError.NotARaftLog, $"A record of {bytes.Length} bytes is no entry of a Raft log, or one of a newer version. Open the file with what wrote it.");
        }

        return new EntryHeader(
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            (kind & Command) != 0 ? BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]) : null,
            (kind & Configuration) != 0);
    }
}
