using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>
/// A header and what it covers, read by the letter of docs/log-format.md and without a look at a checksum: of an image that
/// is known to be whole.
/// </summary>
internal readonly record struct LogPiece(long Position, int Offset, int Length, long Durable, int Kind)
{
    private const int Padding = 3;
    private const int HeaderSize = 32;

    internal bool IsPadding => Kind == Padding;

    /// <summary>The bytes that mean something: not what follows a payload in its last line, nor what padding covers.</summary>
    internal int Meaningful => HeaderSize + (IsPadding ? 0 : Length);

    internal long End => Position + ((HeaderSize + Length + 63) & -64);

    internal bool IsIntact(ReadOnlySpan<byte> original, ReadOnlySpan<byte> damaged) =>
        original.Slice(Offset, Meaningful).SequenceEqual(damaged.Slice(Offset, Meaningful));

    internal static List<LogPiece> Walk(byte[] image, long head, long end)
    {
        var pieces = new List<LogPiece>();
        for (long position = head; position < end; position = pieces[^1].End)
        {
            int offset = 4096 + (int)(position % (image.Length - 4096));
            ReadOnlySpan<byte> header = image.AsSpan(offset, HeaderSize);
            pieces.Add(new LogPiece(
                position,
                offset,
                BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
                BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
                BinaryPrimitives.ReadUInt16LittleEndian(header[28..])));
        }

        return pieces;
    }
}
