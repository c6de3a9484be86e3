using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaxNative.Logs;

/// <summary>
/// A log's mapping, seen by positions: bytes counted from the log's creation, of which the ring holds the latest. A record
/// lies in one piece.
/// </summary>
internal sealed class LogMemory
{
    private readonly PersistentMapping _mapping;
    private readonly long _start;
    private long _lap;

    /// <param name="mapping">Where it lies.</param>
    /// <param name="start">Where in the mapping it begins, in bytes: a log by itself at 0.</param>
    /// <param name="identity">What it is.</param>
    internal LogMemory(PersistentMapping mapping, long start, LogIdentity identity)
    {
        _mapping = mapping;
        _start = start;
        Identity = identity;
        Seed = identity.Seed;
        Capacity = identity.Capacity;
        MostPayload = (int)Math.Min(int.MaxValue - LogLayout.RingOffset, (Capacity / 2) - RecordHeader.Size);
    }

    internal PersistentMapping Mapping => _mapping;

    internal LogIdentity Identity { get; }

    /// <summary>Begins every record's checksum.</summary>
    internal uint Seed { get; }

    /// <summary>Of the ring, in bytes.</summary>
    internal long Capacity { get; }

    /// <summary>The longest payload: half the ring, so that it fits wherever the head stands once the log is empty.</summary>
    internal int MostPayload { get; }

    /// <summary>Where a position stands within the mapping.</summary>
    internal long OffsetOf(long position) => RingOffset + Within(position);

    /// <summary>Where the ring begins within the mapping.</summary>
    internal long RingOffset => _start + LogLayout.RingOffset;

    /// <summary>How far it is from a position to the ring's end.</summary>
    internal long RoomBehind(long position) => Capacity - Within(position);

    /// <summary>Where a position stands within the ring, if it lies in the lap of the one before; else nothing less than <see cref="Capacity"/>.</summary>
    internal ulong WithinLap(long position) => (ulong)(position - Volatile.Read(ref _lap));

    internal ReadOnlySpan<byte> Read(long position, int length) => _mapping.AsReadOnlySpan(OffsetOf(position), length);

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
            && header.Kind is RecordKind.Single or RecordKind.Transaction or RecordKind.Padding
            && (uint)header.Length <= (uint)MostPayload
            && header.RecordSize <= Math.Min(RoomBehind(position), end - position)
            && header.Checksum == RecordHeader.ChecksumOf(line, Crc32C.Append(Seed, Read(position + RecordHeader.Size, header.CheckedLength)));
    }

    /// <summary>Reads the newer sound state; null where there is none.</summary>
    /// <param name="isWhole">Whether both are sound and one follows the other, so that none newer than the result can have been lost.</param>
    internal LogState? ReadState(out bool isWhole)
    {
        LogState? first = StateAt(LogLayout.FirstStateOffset);
        LogState? second = StateAt(LogLayout.SecondStateOffset);
        LogState? newer = !(first?.Sequence > second?.Sequence) && second is not null ? second : first;
        isWhole = (newer == first ? second : first)?.Sequence + 1 == newer?.Sequence;
        return newer;
    }

    // One in the other's place would be overwritten by the next, which is to leave it.
    private LogState? StateAt(long offset) =>
        LogState.Read(_mapping.AsReadOnlySpan(_start + offset, LogState.Size), Identity) is { } state && state.Offset == offset ? state : null;

    /// <summary>
    /// Makes an empty log of what stands there, and of that only once all of it is durable. The last word is drained with what this
    /// thread makes durable next: the state of the log's first opening.
    /// </summary>
    internal void Create()
    {
        Span<byte> line = stackalloc byte[LogIdentity.Size];
        Identity.Write(line);
        new LogPlace(_mapping, _start, 0).BeginCreation();
        WriteState(LogState.Empty with { Sequence = 0 }, StoreOptions.NoDrain);
        WriteState(LogState.Empty, StoreOptions.NoDrain);
        _mapping.Write(_start + LogLayout.IdentityOffset + sizeof(long), line[sizeof(long)..]);
        _mapping.StoreAtomic(_start + LogLayout.IdentityOffset, MemoryMarshal.Read<long>(line), StoreOptions.NoDrain);
    }

    /// <summary>Makes a state durable.</summary>
    internal void WriteState(LogState state, StoreOptions options = StoreOptions.None)
    {
        Span<byte> line = stackalloc byte[LogState.Size];
        state.Write(line, Identity);
        _mapping.Write(_start + state.Offset, line, options);
    }

    /// <summary>Where a position lies within the ring.</summary>
    /// <remarks>
    /// Most positions lie in the lap of the one before, whoever asked for it; a division would be the longest part of an append
    /// beside the fence. Any lap is right that begins within a ring's length before the position.
    /// </remarks>
    internal long Within(long position)
    {
        ulong within = WithinLap(position);
        return within < (ulong)Capacity ? (long)within : WithinNewLap(position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long WithinNewLap(long position)
    {
        long within = position % Capacity;
        Volatile.Write(ref _lap, position - within);
        return within;
    }
}
