using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>
/// A part of a <see cref="PersistentMapping"/> with 64-bit offsets of its own, as <see cref="Span{T}"/> is of an array.
/// It owns nothing; every member throws <see cref="ObjectDisposedException"/> once the mapping is disposed.
/// </summary>
/// <remarks>Immutable and thread-safe. The default value is empty and every access to it is out of range.</remarks>
public readonly struct PersistentBuffer : IEquatable<PersistentBuffer>
{
    private readonly PersistentMapping? _mapping;
    private readonly long _start;

    internal PersistentBuffer(PersistentMapping mapping, long start, long length)
    {
        _mapping = mapping;
        _start = start;
        Length = length;
    }

    /// <summary>Gets the length in bytes.</summary>
    public long Length { get; }

    /// <summary>Gets where the buffer starts within its mapping, in bytes.</summary>
    public long Start => _start;

    /// <summary>Gets whether two buffers are not the same range of the same mapping.</summary>
    /// <param name="left">One buffer.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they differ.</returns>
    public static bool operator !=(PersistentBuffer left, PersistentBuffer right) => !left.Equals(right);

    /// <summary>Gets whether two buffers are the same range of the same mapping.</summary>
    /// <param name="left">One buffer.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when they are the same.</returns>
    public static bool operator ==(PersistentBuffer left, PersistentBuffer right) => left.Equals(right);

    /// <summary>Gets a part of this buffer.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public PersistentBuffer Slice(long offset, long length) => Mapping(offset, length).Slice(_start + offset, length);

    /// <summary>Gets a window for reading and writing; see <see cref="PersistentMapping.AsSpan"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A span that must not be used after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public Span<byte> AsSpan(long offset, int length) => Mapping(offset, length).AsSpan(_start + offset, length);

    /// <summary>Gets the whole buffer as a span.</summary>
    /// <returns>A span that must not be used after the mapping is disposed.</returns>
    /// <exception cref="OverflowException">The buffer is longer than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public Span<byte> AsSpan() => AsSpan(0, checked((int)Length));

    /// <summary>Gets a window for reading.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A span that must not be used after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ReadOnlySpan<byte> AsReadOnlySpan(long offset, int length) => Mapping(offset, length).AsReadOnlySpan(_start + offset, length);

    /// <summary>Gets a variable inside the buffer; see <see cref="PersistentMapping.Ref{T}"/>.</summary>
    /// <typeparam name="T">An unmanaged type.</typeparam>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <returns>A reference that must not be used after the mapping is disposed.</returns>
    /// <exception cref="ArgumentException">The variable is not aligned within the mapping, or its layout is not fixed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The variable is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public ref T Ref<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset)
        where T : unmanaged => ref Mapping(offset, Unsafe.SizeOf<T>()).Ref<T>(_start + offset);

    /// <summary>
    /// Copies bytes into the buffer and makes them durable; overlap, and what a power cut keeps whole, as for
    /// <see cref="PersistentMappingBuffers">Write of a mapping</see>.
    /// </summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="source">What to copy; may overlap the range.</param>
    /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source, StoreOptions options = StoreOptions.None) =>
        Mapping(offset, source.Length).Write(_start + offset, source, options);

    /// <summary>Sets every byte of a range and makes it durable.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes; may exceed what a span can hold.</param>
    /// <param name="value">The byte to set.</param>
    /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public void Fill(long offset, long length, byte value, StoreOptions options = StoreOptions.None) =>
        Mapping(offset, length).Fill(_start + offset, length, value, options);

    /// <summary>Stores eight bytes at once and makes them durable.</summary>
    /// <param name="offset">Start within this buffer, in bytes; a multiple of 8 within the mapping.</param>
    /// <param name="value">The value, in the machine's byte order.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <exception cref="ArgumentException">The offset is not a multiple of 8.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public void StoreAtomic(long offset, long value, StoreOptions options = StoreOptions.None) =>
        Mapping(offset, sizeof(long)).StoreAtomic(_start + offset, value, options);

    /// <summary>Makes the stores to a range durable; see <see cref="PersistentMapping.Persist(long, long)"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">msync failed (page granularity).</exception>
    public void Persist(long offset, long length) => Mapping(offset, length).Persist(_start + offset, length);

    /// <summary>Starts the write-back of a range; see <see cref="PersistentMapping.Flush(long, long)"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">msync failed (page granularity).</exception>
    public void Flush(long offset, long length) => Mapping(offset, length).Flush(_start + offset, length);

    /// <inheritdoc/>
    public bool Equals(PersistentBuffer other) =>
        ReferenceEquals(_mapping, other._mapping) && _start == other._start && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PersistentBuffer other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_mapping, _start, Length);

    // The buffer's own bounds first: a range may leave the buffer and still be within the mapping.
    private PersistentMapping Mapping(long offset, long length)
    {
        if ((ulong)offset > (ulong)Length || (ulong)length > (ulong)(Length - offset) || _mapping is null)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"offset {offset}, length {length} is not within the buffer's {Length} bytes.");
        }

        return _mapping;
    }
}
