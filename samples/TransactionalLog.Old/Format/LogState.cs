using System.Buffers.Binary;

namespace DaxNative.Logs;

/// <summary>
/// What changes about a log and is not in its records: one line, written in turn to two places, so that a torn one leaves
/// the one before. Never written by an append.
/// </summary>
/// <param name="Sequence">Counts the states; the greater one is the newer.</param>
/// <param name="Head">The position of the first record that is kept.</param>
/// <param name="Tail">A position before which everything was durable; where the log ends, if <paramref name="IsClean"/>.</param>
/// <param name="Epoch">Of the last opening.</param>
/// <param name="IsClean">Whether the log was closed after this and nothing was appended since.</param>
internal readonly record struct LogState(ulong Sequence, long Head, long Tail, uint Epoch, bool IsClean)
{
    internal const int Size = LogLayout.LineSize;

    private const int ChecksumAt = 36;

    /// <summary>Of a new log: both places have been written.</summary>
    internal static LogState Empty => new(1, 0, 0, 0, IsClean: true);

    internal long Offset => Sequence % 2 == 0 ? LogLayout.FirstStateOffset : LogLayout.SecondStateOffset;

    internal static LogState? Read(ReadOnlySpan<byte> bytes, LogIdentity identity)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Append(identity.Seed, bytes[..ChecksumAt]))
        {
            return null;
        }

        return new LogState(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != 0);
    }

    internal void Write(Span<byte> bytes, LogIdentity identity)
    {
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Head);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Tail);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], IsClean ? 1u : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Append(identity.Seed, bytes[..ChecksumAt]));
    }
}
