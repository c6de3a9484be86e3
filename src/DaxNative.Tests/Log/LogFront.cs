using System.Buffers.Binary;

namespace DaxNative.Tests;

/// <summary>What stands before a log's ring, read by the letter of docs/log-format.md.</summary>
internal sealed class LogFront
{
    private const int RingOffset = 4096;
    private const int Closed = 1;

    internal LogFront(byte[] memory)
    {
        Seed = LogSum.Of(0, memory.AsSpan(12, 8));
        State? even = Sound(memory, 1024);
        State? odd = Sound(memory, 2048);
        Newest = even is { } one && (odd is null || one.Sequence > odd.Value.Sequence) ? even : odd;
        IsWhole = even is { } first && odd is { } second && (first.Sequence == second.Sequence + 1 || second.Sequence == first.Sequence + 1);
    }

    /// <summary>Begins every checksum but the identity's.</summary>
    internal uint Seed { get; }

    /// <summary>The state that counts; null if both are damaged.</summary>
    internal State? Newest { get; }

    /// <summary>Whether both states are sound and follow each other by number.</summary>
    internal bool IsWhole { get; }

    private State? Sound(byte[] memory, int offset)
    {
        Span<byte> bytes = memory.AsSpan(offset, 192);
        var state = new State(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) == Closed,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            new ArraySegment<byte>(memory, offset + 64, Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(bytes[48..]), 128)));
        bool isRight = BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]) == LogSum.Of(LogSum.Of(Seed, bytes[..52]), bytes[64..]);
        bool isInPlace = offset == (state.Sequence % 2 == 0 ? 1024 : 2048);
        bool isSane = (state.Head | state.Tail | state.Origin | state.Capacity) % 64 == 0
            && state.Origin >= 0 && state.Origin <= state.Head && state.Head <= state.Tail && state.Tail - state.Head <= state.Capacity && state.Capacity >= 4096;
        return isRight && isInPlace && isSane ? state : null;
    }

    internal readonly record struct State(ulong Sequence, long Head, long Tail, uint Epoch, bool IsClosed, long Origin, long Capacity, ArraySegment<byte> Checkpoint)
    {
        internal long End => Head + Capacity;

        internal int OffsetOf(long position) => RingOffset + (int)((position - Origin) % Capacity);

        internal long RoomBehind(long position) => Capacity - ((position - Origin) % Capacity);
    }
}
