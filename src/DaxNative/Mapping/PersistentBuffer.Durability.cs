using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DaxNative;

// What makes the buffer's bytes durable: the mapping's own members, with the buffer's offsets.
public readonly partial struct PersistentBuffer
{
    /// <summary>Copies bytes into the buffer and makes them durable; overlap, and what a power cut keeps whole, as for <see cref="PersistentMapping.Write"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="source">What to copy; may overlap the range.</param>
    /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public void Write(long offset, ReadOnlySpan<byte> source, StoreOptions options = StoreOptions.None) =>
        Checked(offset, source.Length).Write(_start + offset, source, options);

    /// <summary>Sets every byte of a range and makes it durable.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes; may exceed what a span can hold.</param>
    /// <param name="value">The byte to set.</param>
    /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public void Fill(long offset, long length, byte value, StoreOptions options = StoreOptions.None) =>
        Checked(offset, length).Fill(_start + offset, length, value, options);

    /// <summary>Stores a record in whole cache lines, with zeros up to the end of the last; see <see cref="PersistentMapping.WriteCacheLines"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes; a multiple of 64 within the mapping.</param>
    /// <param name="header">1 to 64 bytes.</param>
    /// <param name="payload">What follows it; may be empty, and may not overlap the lines.</param>
    /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
    /// <exception cref="ArgumentException">The offset is not a multiple of 64, the header has no or too many bytes, or the payload overlaps the lines.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lines are not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public void WriteCacheLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options = StoreOptions.None) =>
        Checked(offset, LineKernel.LengthOf(header.Length, payload.Length)).WriteCacheLines(_start + offset, header, payload, options);

    /// <summary>Stores bytes in whole cache lines, and continues a checksum of what was stored; see <see cref="PersistentMapping.WriteCacheLinesChecked"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes; a multiple of 64 within the mapping.</param>
    /// <param name="source">What to copy.</param>
    /// <param name="checksum">The CRC-32C of what stands before it; 0, or any seed, to begin.</param>
    /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
    /// <returns>The checksum of the source's bytes; the zeros are not in it.</returns>
    /// <exception cref="ArgumentException">The offset is not a multiple of 64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lines are not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public uint WriteCacheLinesChecked(long offset, ReadOnlySpan<byte> source, uint checksum, StoreOptions options = StoreOptions.None) =>
        Checked(offset, LineKernel.LengthOf(0, source.Length)).WriteCacheLinesChecked(_start + offset, source, checksum, options);

    /// <summary>Stores eight bytes at once and makes them durable: after a power cut they are all old or all new.</summary>
    /// <param name="offset">Start within this buffer, in bytes; a multiple of 8 within the mapping.</param>
    /// <param name="value">The value, in the machine's byte order.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <exception cref="ArgumentException">The offset is not a multiple of 8.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    [OverloadResolutionPriority(1)]
    public void StoreAtomic(long offset, long value, StoreOptions options = StoreOptions.None) =>
        Checked(offset, sizeof(long)).StoreAtomic(_start + offset, value, options);

    /// <summary>The same for any type of exactly eight bytes; see <see cref="PersistentMapping.StoreAtomic{T}"/>.</summary>
    /// <typeparam name="T">An unmanaged type of eight bytes whose layout is fixed.</typeparam>
    /// <param name="offset">Start within this buffer, in bytes; a multiple of 8 within the mapping.</param>
    /// <param name="value">The value, in the machine's byte order.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <exception cref="ArgumentException">The offset is not a multiple of 8, or the type is not one of those.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public void StoreAtomic<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset, T value, StoreOptions options = StoreOptions.None)
        where T : unmanaged => Checked(offset, Unsafe.SizeOf<T>()).StoreAtomic(_start + offset, value, options);

    /// <summary>Stores eight bytes if they hold what is expected, and makes durable what is there then; see <see cref="PersistentMapping.CompareExchange(long, long, long, StoreOptions)"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes; a multiple of 8 within the mapping.</param>
    /// <param name="value">What to store.</param>
    /// <param name="comparand">What must be there.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <returns>What was there; the value was stored if that is <paramref name="comparand"/>.</returns>
    /// <exception cref="ArgumentException">The offset is not a multiple of 8.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    [OverloadResolutionPriority(1)]
    public long CompareExchange(long offset, long value, long comparand, StoreOptions options = StoreOptions.None) =>
        Checked(offset, sizeof(long)).CompareExchange(_start + offset, value, comparand, options);

    /// <summary>The same for any type of exactly eight bytes; they are compared bit by bit.</summary>
    /// <typeparam name="T">An unmanaged type of eight bytes whose layout is fixed.</typeparam>
    /// <param name="offset">Start within this buffer, in bytes; a multiple of 8 within the mapping.</param>
    /// <param name="value">What to store.</param>
    /// <param name="comparand">What must be there, in every bit.</param>
    /// <param name="options">What to leave out; nothing by default.</param>
    /// <returns>What was there.</returns>
    /// <exception cref="ArgumentException">The offset is not a multiple of 8, or the type is not one of those.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed.</exception>
    public T CompareExchange<[DynamicallyAccessedMembers(PersistentLayout.Fields)] T>(long offset, T value, T comparand, StoreOptions options = StoreOptions.None)
        where T : unmanaged => Checked(offset, Unsafe.SizeOf<T>()).CompareExchange(_start + offset, value, comparand, options);

    /// <summary>Makes the stores to a range durable; see <see cref="PersistentMapping.Persist(long, long)"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">msync failed (page granularity).</exception>
    public void Persist(long offset, long length) => Checked(offset, length).Persist(_start + offset, length);

    /// <summary>Makes the stores to the whole buffer durable.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="InvalidOperationException">It is the default value, a part of no mapping.</exception>
    /// <exception cref="DaxException">msync failed (page granularity).</exception>
    public void Persist() => Mapping.Persist(_start, Length);

    /// <summary>Starts the write-back of a range; see <see cref="PersistentMapping.Flush(long, long)"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">msync failed (page granularity).</exception>
    public void Flush(long offset, long length) => Checked(offset, length).Flush(_start + offset, length);

    /// <summary>Waits until what this thread flushed before is durable; see <see cref="PersistentMapping.Drain"/>.</summary>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="InvalidOperationException">It is the default value, a part of no mapping.</exception>
    /// <exception cref="DaxException">An msync failed before (page granularity).</exception>
    public void Drain() => Mapping.Drain();

    /// <summary>Begins a batch of ranges of this buffer: many ranges, one drain when the batch is disposed.</summary>
    /// <returns>A batch that stays on this thread's stack; its offsets are the buffer's.</returns>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="InvalidOperationException">It is the default value, a part of no mapping.</exception>
    public FlushBatch BeginFlush() => Mapping.BeginFlush(_start, Length);

    /// <summary>Pushes a range out of every buffer that the kernel can reach; see <see cref="PersistentMapping.DeepFlush"/>.</summary>
    /// <param name="offset">Start within this buffer, in bytes.</param>
    /// <param name="length">Length in bytes; 0 does nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the buffer.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">As for the mapping's.</exception>
    public void DeepFlush(long offset, long length) => Checked(offset, length).DeepFlush(_start + offset, length);
}
