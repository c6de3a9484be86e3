using System.Buffers;

namespace DaxNative;

/// <summary>
/// Writes into a part of a mapping from its beginning on, without a copy: for serializers that take an <see cref="IBufferWriter{T}"/>.
/// Durable up to where <see cref="Persist"/> came.
/// </summary>
/// <remarks>
/// Not thread-safe. It owns nothing. The room is fixed: where a serializer asks for more at once than is left, it is refused, also if it
/// would have needed less.
/// </remarks>
/// <param name="buffer">Where to write; its mapping must be writable.</param>
public sealed class PersistentBufferWriter(PersistentBuffer buffer) : IBufferWriter<byte>
{
    private long _persisted;

    /// <summary>Gets how many bytes were written.</summary>
    public long WrittenCount { get; private set; }

    /// <summary>Gets how many bytes are left.</summary>
    public long FreeCapacity => buffer.Length - WrittenCount;

    /// <summary>Gets what was written.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public PersistentBuffer Written => buffer.Slice(0, WrittenCount);

    /// <summary>Says how many bytes of the memory were written.</summary>
    /// <param name="count">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than is left.</exception>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, FreeCapacity);
        WrittenCount += count;
    }

    /// <summary>Gets memory of the mapping to write to.</summary>
    /// <param name="sizeHint">How many bytes at least; 0 for any, at least one.</param>
    /// <returns>Memory behind what was written; its span throws after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The hint is negative, or more than is left.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0) => buffer.AsMemory(WrittenCount, Room(sizeHint));

    /// <summary>Gets memory of the mapping to write to.</summary>
    /// <param name="sizeHint">How many bytes at least; 0 for any, at least one.</param>
    /// <returns>A span behind what was written, which must not be used after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The hint is negative, or more than is left.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public Span<byte> GetSpan(int sizeHint = 0) => buffer.AsSpan(WrittenCount, Room(sizeHint));

    /// <summary>Makes durable what was written since the last time.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">msync failed (page granularity).</exception>
    public void Persist()
    {
        buffer.Persist(_persisted, WrittenCount - _persisted);
        _persisted = WrittenCount;
    }

    private int Room(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(1, sizeHint), FreeCapacity, nameof(sizeHint));
        return (int)Math.Min(FreeCapacity, int.MaxValue);
    }
}
