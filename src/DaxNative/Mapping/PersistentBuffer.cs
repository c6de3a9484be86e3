using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative;

/// <summary>
/// A part of a <see cref="PersistentMapping"/> with 64-bit offsets of its own, as <see cref="Span{T}"/> is of an array.
/// It owns nothing; every member throws <see cref="ObjectDisposedException"/> once the mapping is disposed.
/// </summary>
/// <remarks>Immutable and thread-safe. The default value is empty and every access to it is out of range.</remarks>
public readonly partial struct PersistentBuffer : IEquatable<PersistentBuffer>
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

    /// <summary>Gets the mapping that it is a part of.</summary>
    /// <exception cref="InvalidOperationException">It is the default value, a part of none.</exception>
    public PersistentMapping Mapping => _mapping ?? throw new InvalidOperationException("The buffer is the default value: it is a part of no mapping.");

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
    public PersistentBuffer Slice(long offset, long length) => Checked(offset, length).Slice(_start + offset, length);

    /// <summary>Gets what follows an offset.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <returns>The part up to the end of this buffer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public PersistentBuffer Slice(long offset) => Slice(offset, Length - offset);

    /// <summary>Gets a window for reading and writing; see <see cref="PersistentMapping.AsSpan"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A span that must not be used after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public Span<byte> AsSpan(long offset, int length) => Checked(offset, length).AsSpan(_start + offset, length);

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
    public ReadOnlySpan<byte> AsReadOnlySpan(long offset, int length) => Checked(offset, length).AsReadOnlySpan(_start + offset, length);

    /// <summary>Gets the whole buffer as a span for reading.</summary>
    /// <returns>A span that must not be used after the mapping is disposed.</returns>
    /// <exception cref="OverflowException">The buffer is longer than a span can be.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ReadOnlySpan<byte> AsReadOnlySpan() => AsReadOnlySpan(0, checked((int)Length));

    /// <summary>Gets a memory for APIs that take one; see <see cref="PersistentMapping.AsMemory"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A memory whose span throws after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public Memory<byte> AsMemory(long offset, int length) => Checked(offset, length).AsMemory(_start + offset, length);

    /// <summary>Gets a memory for APIs that read one.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A memory whose span throws after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ReadOnlyMemory<byte> AsReadOnlyMemory(long offset, int length) => Checked(offset, length).AsReadOnlyMemory(_start + offset, length);

    /// <summary>Gets a part of any length for APIs that read a sequence; see <see cref="PersistentMapping.AsReadOnlySequence"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A sequence whose spans throw after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ReadOnlySequence<byte> AsReadOnlySequence(long offset, long length) => Checked(offset, length).AsReadOnlySequence(_start + offset, length);

    /// <summary>Gets the buffer as a stream of fixed length; see <see cref="PersistentMapping.AsStream"/>.</summary>
    /// <returns>A stream at position 0, for one thread at a time.</returns>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="InvalidOperationException">It is the default value, a part of no mapping.</exception>
    public Stream AsStream()
    {
        Mapping.ThrowIfDisposed();
        return new PersistentStream(this);
    }

    /// <summary>Gets a variable inside the buffer; see <see cref="PersistentMapping.Ref{T}"/>.</summary>
    /// <typeparam name="T">An unmanaged type.</typeparam>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <returns>A reference that must not be used after the mapping is disposed.</returns>
    /// <exception cref="ArgumentException">The variable is not aligned within the mapping, or its layout is not fixed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The variable is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only.</exception>
    public ref T Ref<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset)
        where T : unmanaged => ref Checked(offset, Unsafe.SizeOf<T>()).Ref<T>(_start + offset);

    /// <summary>Gets a variable inside the buffer for reading.</summary>
    /// <typeparam name="T">An unmanaged type.</typeparam>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <returns>A reference that must not be used after the mapping is disposed.</returns>
    /// <exception cref="ArgumentException">The variable is not aligned within the mapping, or its layout is not fixed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The variable is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ref readonly T ReadOnlyRef<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset)
        where T : unmanaged => ref Checked(offset, Unsafe.SizeOf<T>()).ReadOnlyRef<T>(_start + offset);

    /// <inheritdoc/>
    public bool Equals(PersistentBuffer other) =>
        ReferenceEquals(_mapping, other._mapping) && _start == other._start && Length == other.Length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PersistentBuffer other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_mapping, _start, Length);

    // The buffer's own bounds first: a range may leave the buffer and still be within the mapping.
    private PersistentMapping Checked(long offset, long length)
    {
        if ((ulong)offset > (ulong)Length || (ulong)length > (ulong)(Length - offset) || _mapping is null)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"offset {offset}, length {length} is not within the buffer's {Length} bytes.");
        }

        return _mapping;
    }
}
