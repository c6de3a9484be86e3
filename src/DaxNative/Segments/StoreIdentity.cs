using System.Buffers.Binary;

namespace DaxNative;

/// <summary>What a store is, written once when it is created: 64 bytes at the very beginning, of which the first word comes last.</summary>
/// <param name="IsFolder">Whether each segment is a file beside it; else they lie behind it.</param>
/// <param name="Layout">Where what lies.</param>
internal readonly record struct StoreIdentity(bool IsFolder, DirectoryLayout Layout)
{
    internal const int Size = 64;

    private const uint Version = 1;
    private const uint Chunks = 1;
    private const uint Files = 2;
    private const int ChecksumAt = 60;

    /// <summary>Stands in the magic's place, one word, until all else of a new store is durable.</summary>
    internal static ReadOnlySpan<byte> Unfinished => "DAXNTSNW"u8;

    private static ReadOnlySpan<byte> Magic => "DAXNTSEG"u8;

    internal static bool IsMagic(ReadOnlySpan<byte> word) => word.SequenceEqual(Magic);

    /// <summary>Reads it.</summary>
    /// <exception cref="DaxException">
    /// It is no store (<see cref="DaxError.NotASegmentStore"/>), of a version that this program does not know (<see cref="DaxError.UnknownVersion"/>), or
    /// damaged (<see cref="DaxError.Corrupt"/>).
    /// </exception>
    internal static StoreIdentity Read(string path, ReadOnlySpan<byte> bytes)
    {
        if (!IsMagic(bytes[..8]))
        {
            throw SegmentFailures.NotAStore(path, bytes[..8].SequenceEqual(Unfinished)
                ? "The creation of a segment store did not finish."
                : bytes.ContainsAnyExcept((byte)0) ? "There is something else than a segment store." : "There is no segment store.");
        }

        // The version decides what the rest means, the checksum too.
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version > Version)
        {
            throw SegmentFailures.UnknownVersion(path, version, Version);
        }

        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        int entries = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        long chunk = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        long count = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]);
        bool isSane = version == Version && kind is Chunks or Files && entries is >= 0 and <= DirectoryLayout.MostEntries
            && chunk is >= DirectoryLayout.LeastChunk and <= DirectoryLayout.MostChunk && long.IsPow2(chunk) && count is >= 0 and <= int.MaxValue;
        return isSane && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Crc32C.Append(~0u, bytes[..ChecksumAt])
            ? new StoreIdentity(kind == Files, new DirectoryLayout(entries, chunk, (int)count))
            : throw SegmentFailures.Corrupt(path, DirectoryLayout.IdentityOffset, "The store's identity is damaged.");
    }

    internal void Write(Span<byte> bytes)
    {
        bytes.Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], IsFolder ? Files : Chunks);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Layout.EntryCount);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Layout.ChunkSize);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Layout.ChunkCount);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Append(~0u, bytes[..ChecksumAt]));
    }
}
