using System.Buffers;

namespace DaxNative;

// Parts of the mapping, for code of its user's and for APIs that take memory.
public sealed partial class PersistentMapping
{
    /// <summary>Gets a part of the mapping with offsets of its own.</summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes; may exceed what a span can hold.</param>
    /// <returns>A value that refers to the mapping; it allocates nothing and owns nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public PersistentBuffer Slice(long offset, long length)
    {
        CheckUsable(offset, length);
        return new PersistentBuffer(this, offset, length);
    }

    /// <summary>Gets a memory over a part of the mapping, for APIs that take one. Pinning it keeps the mapping mapped.</summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A memory whose span throws after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only (<see cref="DaxError.ReadOnly"/>).</exception>
    public Memory<byte> AsMemory(long offset, int length)
    {
        CheckWritable(offset, length);
        return new PersistentMemoryManager(this, offset, length).Memory;
    }

    /// <summary>Gets a read-only memory over a part of the mapping; also of a read-only mapping.</summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <returns>A memory whose span throws after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ReadOnlyMemory<byte> AsReadOnlyMemory(long offset, int length)
    {
        CheckUsable(offset, length);
        return new PersistentMemoryManager(this, offset, length).Memory;
    }

    /// <summary>Gets a part of any length for APIs that read a sequence; also of a read-only mapping.</summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes; may exceed what a span can hold: it then has several segments.</param>
    /// <returns>A sequence whose spans throw after the mapping is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public ReadOnlySequence<byte> AsReadOnlySequence(long offset, long length)
    {
        CheckUsable(offset, length);
        return PersistentSequence.Of(this, offset, length);
    }

    /// <summary>
    /// Gets the mapping as a stream of fixed length, for APIs that take one. What is written is stored at once; <see cref="Stream.Flush"/>, and so
    /// disposing it, makes it durable.
    /// </summary>
    /// <returns>A stream at position 0, for one thread at a time; it leaves the mapping open. A write that does not fit throws <see cref="NotSupportedException"/> and writes nothing.</returns>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    public Stream AsStream() => Slice(0, Length).AsStream();
}
