using System.Buffers.Binary;

namespace DaxNative.Log;

/// <summary>
/// What changes about a log and is not in its records: written in turn to two places, so that a torn one leaves the one before.
/// Never written by an append.
/// </summary>
internal readonly record struct LogState
{
    internal const int Size = 3 * LogLayout.LineSize;

    private const int ChecksumAt = 52;
    private const int CheckpointAt = 64;
    private const uint Clean = 1;

    /// <summary>Counts the states; the greater one is the newer.</summary>
    internal ulong Sequence { get; init; }

    /// <summary>The position of the first record that is kept.</summary>
    internal long Head { get; init; }

    /// <summary>A position before which everything was durable; where the log ends, if <see cref="IsClean"/>.</summary>
    internal long Tail { get; init; }

    /// <summary>Of the last opening.</summary>
    internal uint Epoch { get; init; }

    /// <summary>Whether the log was closed after this, nothing was appended since, and no record behind the head was given up.</summary>
    internal bool IsClean { get; init; }

    /// <summary>A position that stands at the ring's beginning.</summary>
    internal long Origin { get; init; }

    /// <summary>Of the ring, in bytes.</summary>
    internal long Capacity { get; init; }

    /// <summary>The user's own bytes.</summary>
    internal LogCheckpoint Checkpoint { get; init; }

    internal long Offset => OffsetOf(Sequence);

    /// <summary>The least that a record may have: of the record before it and, from where the log was cut, of the opening that cut it.</summary>
    /// <param name="position">Where the record stands.</param>
    /// <param name="before">Of the record before it.</param>
    internal uint LeastEpoch(long position, uint before) => position >= Tail ? Math.Max(before, Epoch) : before;

    /// <summary>Of a new log: both places have been written.</summary>
    internal static LogState Empty(long capacity) => new() { Sequence = 1, IsClean = true, Capacity = capacity };

    /// <summary>Reads a sound state of this version or of version 1; null where there is none.</summary>
    /// <param name="bytes">What stands in one of the two places.</param>
    /// <param name="identity">The log's.</param>
    internal static LogState? Read(ReadOnlySpan<byte> bytes, LogIdentity identity)
    {
        LogState state;

        // Of version 1 there is no capacity. Its checksum says nothing against version 2: one without inversion, taken over bytes
        // and their own checksum, is zero, and stays so over the zeros behind.
        bool isFirstVersion = identity.Version == 1 && BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]) == 0;
        if (!isFirstVersion && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == ChecksumOf(bytes, identity))
        {
            int checkpoint = BinaryPrimitives.ReadUInt16LittleEndian(bytes[48..]);
            if (checkpoint > LogCheckpoint.MostLength)
            {
                return null;
            }

            state = Common(bytes) with
            {
                Origin = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
                Capacity = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
                Checkpoint = new LogCheckpoint(bytes.Slice(CheckpointAt, checkpoint)),
            };
        }
        else if (isFirstVersion && BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]) == Crc32C.Append(identity.Seed, bytes[..36]))
        {
            state = Common(bytes) with { Capacity = identity.Capacity };
        }
        else
        {
            return null;
        }

        return state.IsSane ? state : null;
    }

    internal void Write(Span<byte> bytes, LogIdentity identity)
    {
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Head);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Tail);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], IsClean ? Clean : 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Origin);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], Capacity);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[48..], (ushort)Checkpoint.Length);
        Checkpoint.CopyTo(bytes[CheckpointAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], ChecksumOf(bytes, identity));
    }

    private static LogState Common(ReadOnlySpan<byte> bytes) => new()
    {
        Sequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        Head = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        Tail = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        Epoch = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
        IsClean = BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) == Clean,
    };

    // A checksum says who wrote it, not that it makes sense; what follows relies on that.
    private bool IsSane => ((Head | Tail | Origin | Capacity) & (LogLayout.LineSize - 1)) == 0
        && Capacity >= LogLayout.LeastCapacity && Capacity <= long.MaxValue / 4
        && Origin >= 0 && Origin <= Head && Head <= Tail && Tail <= LogLayout.MostPosition
        && Tail - Head <= Capacity;

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes, LogIdentity identity) =>
        Crc32C.Append(Crc32C.Append(identity.Seed, bytes[..ChecksumAt]), bytes.Slice(CheckpointAt, LogCheckpoint.MostLength));

    internal static long OffsetOf(ulong sequence) => sequence % 2 == 0 ? LogLayout.FirstStateOffset : LogLayout.SecondStateOffset;
}
