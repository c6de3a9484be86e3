using System.Buffers.Binary;
using System.Text;

namespace DaxNative;

/// <summary>A segment's entry in the directory. The first word is its id, and is stored last; zero is an entry that is free, whatever else stands in it.</summary>
/// <param name="Id">Counted from 1, used once in the life of the store.</param>
/// <param name="Name">The segment's.</param>
internal readonly record struct SegmentEntry(long Id, string Name)
{
    internal const long FirstId = 1;
    internal const int ContentAt = sizeof(long);
    internal const int ContentSize = NameAt + SegmentName.MostBytes - ContentAt;

    private const int ChecksumAt = 8;
    private const int CheckedAt = 12;
    private const int NameAt = 16;

    /// <summary>Reads the entry in a slot; null where it is free.</summary>
    /// <exception cref="DaxException"><see cref="DaxError.Corrupt"/>: it is damaged.</exception>
    internal static SegmentEntry? Read(PersistentMapping mapping, long offset)
    {
        ReadOnlySpan<byte> bytes = mapping.AsReadOnlySpan(offset, DirectoryLayout.EntrySize);
        long id = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (id == 0)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[CheckedAt..]);
        if (length > SegmentName.MostBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != ChecksumOf(id, bytes[CheckedAt..(NameAt + length)]))
        {
            throw SegmentFailures.Corrupt(mapping.Path, offset, "The entry of a segment is damaged.");
        }

        return new SegmentEntry(id, Encoding.UTF8.GetString(bytes.Slice(NameAt, length)));
    }

    /// <summary>Makes what stands behind the id.</summary>
    /// <param name="content">Of <see cref="ContentSize"/> bytes.</param>
    internal void WriteContent(Span<byte> content)
    {
        content.Clear();
        int length = Encoding.UTF8.GetBytes(Name, content[(NameAt - ContentAt)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(content[(CheckedAt - ContentAt)..], (ushort)length);
        BinaryPrimitives.WriteUInt32LittleEndian(content, ChecksumOf(Id, content[(CheckedAt - ContentAt)..(NameAt - ContentAt + length)]));
    }

    private static uint ChecksumOf(long id, ReadOnlySpan<byte> rest) => Crc32C.Append(Crc32C.Append(~0u, BitConverter.GetBytes(id)), rest);
}
