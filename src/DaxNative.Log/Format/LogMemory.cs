using System.Runtime.CompilerServices;

namespace DaxNative.Log;

/// <summary>
/// A log's mapping, seen by positions: bytes counted from the log's creation, of which the ring holds the latest. A record
/// lies in one piece. When the log grows, another one takes its place.
/// </summary>
internal sealed class LogMemory
{
    private long _lap;

    /// <param name="mapping">Where it lies, from its first byte on.</param>
    /// <param name="identity">What it is.</param>
    /// <param name="origin">A position that stands at the ring's beginning.</param>
    /// <param name="capacity">Of the ring, in bytes.</param>
    internal LogMemory(PersistentMapping mapping, LogIdentity identity, long origin, long capacity)
    {
        Mapping = mapping;
        Identity = identity;
        Seed = identity.Seed;
        Origin = _lap = origin;
        Capacity = capacity;
        MostPayload = (int)Math.Min(int.MaxValue - LogLayout.RingOffset, (Capacity / 2) - RecordHeader.Size);
    }

    internal PersistentMapping Mapping { get; }

    internal LogIdentity Identity { get; }

    /// <summary>Begins every record's checksum.</summary>
    internal uint Seed { get; }

    /// <summary>A position that stands at the ring's beginning.</summary>
    internal long Origin { get; }

    /// <summary>Of the ring, in bytes.</summary>
    internal long Capacity { get; }

    /// <summary>The longest payload: half the ring, so that it fits wherever the head stands once the log is empty.</summary>
    internal int MostPayload { get; }

    /// <summary>Where a position stands within the mapping.</summary>
    internal long OffsetOf(long position) => LogLayout.RingOffset + Within(position);

    /// <summary>How far it is from a position to the ring's end.</summary>
    internal long RoomBehind(long position) => Capacity - Within(position);

    internal ReadOnlySpan<byte> Read(long position, int length) => Mapping.AsReadOnlySpan(OffsetOf(position), length);

    /// <summary>Reads the record at a position, if a whole and sound one is there.</summary>
    /// <param name="position">A multiple of the line size.</param>
    /// <param name="end">The first position that a record here cannot reach over.</param>
    /// <param name="header">The record's header.</param>
    internal bool TryRead(long position, long end, out RecordHeader header)
    {
        ReadOnlySpan<byte> line = Read(position, LogLayout.LineSize);
        header = RecordHeader.Read(line);

        // The cheap comparisons first: nearly everything that is not a record fails the first of them. A length is not
        // believed before it is known to stay within the ring.
        return header.Position == position
            && header.Durable <= position
            && header.IsPossible
            && (uint)header.Length <= (uint)MostPayload
            && header.RecordSize <= Math.Min(RoomBehind(position), end - position)
            && header.Checksum == RecordHeader.ChecksumOf(line, Crc32C.Append(Seed, Read(position + RecordHeader.Size, header.CheckedLength)));
    }

    /// <summary>Where a position lies within the ring.</summary>
    /// <remarks>
    /// Most positions lie in the lap of the one before, whoever asked for it; a division would be the longest part of an append
    /// beside the fence. Any lap is right that begins within a ring's length before the position.
    /// </remarks>
    internal long Within(long position)
    {
        ulong within = (ulong)(position - Volatile.Read(ref _lap));
        return within < (ulong)Capacity ? (long)within : WithinNewLap(position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long WithinNewLap(long position)
    {
        long within = (position - Origin) % Capacity;
        Volatile.Write(ref _lap, position - within);
        return within;
    }
}
