using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DaxNative;

/// <summary>Slices, stores and memories of a <see cref="PersistentMapping"/>.</summary>
public static class PersistentMappingBuffers
{
    extension(PersistentMapping mapping)
    {
        /// <summary>Gets a part of the mapping with offsets of its own.</summary>
        /// <param name="offset">Start within the mapping, in bytes.</param>
        /// <param name="length">Length in bytes; may exceed what a span can hold.</param>
        /// <returns>A value that refers to the mapping; it allocates nothing and owns nothing.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
        /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
        public PersistentBuffer Slice(long offset, long length)
        {
            ArgumentNullException.ThrowIfNull(mapping);
            mapping.CheckUsable(offset, length);
            return new PersistentBuffer(mapping, offset, length);
        }

        /// <summary>
        /// Copies bytes into the mapping and makes them durable, by non-temporal stores where that is faster. The source may
        /// overlap the range, also be the range, and then is made durable all the same.
        /// </summary>
        /// <remarks>
        /// At byte and cache-line granularity an aligned unit of 8 bytes that the range covers whole is stored whole, so
        /// that a power cut finds it old or new; a unit of which the range covers a part is not, and units become durable
        /// in any order. Overlap is told by address: the same bytes mapped a second time are not recognised. Allocates
        /// nothing, and takes no lock except at page granularity.
        /// </remarks>
        /// <param name="offset">Start within the mapping, in bytes. A multiple of 8, or better of 64, is the fastest.</param>
        /// <param name="source">What to copy.</param>
        /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
        /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
        /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
        public void Write(long offset, ReadOnlySpan<byte> source, StoreOptions options = StoreOptions.None)
        {
            ArgumentNullException.ThrowIfNull(mapping);
            mapping.Copy(offset, source, options);
        }

        /// <summary>
        /// Stores bytes in whole cache lines, with zeros up to the end of the last, makes them durable, and continues a checksum over the
        /// very bytes that were stored, whatever other threads do to the source meanwhile.
        /// </summary>
        /// <remarks>
        /// By one load a line where the CPU has AVX-512 with VPCLMULQDQ and the source lies outside the mapping; else piece by piece
        /// through a copy. Allocates nothing, and takes no lock except at page granularity.
        /// </remarks>
        /// <param name="offset">Start within the mapping, in bytes; a multiple of 64.</param>
        /// <param name="source">What to copy.</param>
        /// <param name="checksum">The CRC-32C of what stands before it; 0, or any seed, to begin.</param>
        /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
        /// <returns>The checksum of the source's bytes, as <see cref="Crc32C.Append"/> gives it; the zeros are not in it.</returns>
        /// <exception cref="ArgumentException">The offset is not a multiple of 64.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The lines are not within the mapping, or an option is none.</exception>
        /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
        /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
        public uint WriteLinesChecked(long offset, ReadOnlySpan<byte> source, uint checksum, StoreOptions options = StoreOptions.None)
        {
            ArgumentNullException.ThrowIfNull(mapping);
            return mapping.CopyLinesChecked(offset, source, checksum, options);
        }

        /// <summary>
        /// Stores a record in whole cache lines and makes it durable: a header, a payload, and zeros up to the end of the last
        /// line. Each line is stored once, and past the caches no line is read: the fastest way to append to a log.
        /// </summary>
        /// <remarks>
        /// Takes the room of both lengths together, rounded up to 64 bytes. What a power cut keeps whole is an aligned unit of 8
        /// bytes, in any order, also of the header; give a record a checksum. Fastest with a header of 32 bytes, and well with 40,
        /// 48, 56 and 64. Allocates nothing, and takes no lock except at page granularity.
        /// </remarks>
        /// <param name="offset">Start within the mapping, in bytes; a multiple of 64.</param>
        /// <param name="header">1 to 64 bytes.</param>
        /// <param name="payload">What follows it; may be empty, and may not overlap the lines.</param>
        /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
        /// <exception cref="ArgumentException">
        /// The offset is not a multiple of 64, the header has no or too many bytes, or the payload overlaps the lines.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">The lines are not within the mapping, or an option is none.</exception>
        /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
        /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
        public void WriteLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options = StoreOptions.None)
        {
            ArgumentNullException.ThrowIfNull(mapping);
            mapping.CopyLines(offset, header, payload, options);
        }

        /// <summary>
        /// Does what <c>WriteLines</c> does for a header of 32 bytes, if that takes nothing but stores: with no call but the one that
        /// finds the thread's slot, and few stores to the stack, which an append waits for behind the fence of the one before.
        /// </summary>
        /// <remarks>
        /// For the first line of a method that calls <c>WriteLines</c> where this returns false. Inlined into its caller, so best
        /// in few places. True needs cache-line granularity, a CPU with AVX-512 (VBMI), a payload of 16 bytes or more outside the
        /// mapping, and no option but <see cref="StoreOptions.NoDrain"/>; and where the mapping is disposed or the lines are not
        /// within it, it is false as well.
        /// </remarks>
        /// <param name="offset">Start within the mapping, in bytes; a multiple of 64.</param>
        /// <param name="header">The header.</param>
        /// <param name="payload">What follows it.</param>
        /// <param name="options">Nothing, or not to drain.</param>
        /// <returns>Whether everything is done; else nothing is.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryWriteLines(long offset, Vector256<byte> header, ReadOnlySpan<byte> payload, StoreOptions options = StoreOptions.None) =>
            mapping.TryCopyLines(offset, header, payload, options);

        /// <summary>
        /// Has the CPU look up where a page lies that will be stored to soon, and load the line there into its caches. A first store to
        /// a page of 4 KiB waits for that otherwise, behind a fence often by itself.
        /// </summary>
        /// <remarks>A hint: nothing waits for it, and where the offset is not within the mapping, or that is disposed, it does nothing.</remarks>
        /// <param name="offset">Within the mapping, in bytes; best of a line that is not among the next ones to be stored to.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Prefetch(long offset) => mapping.PrefetchAt(offset);

        /// <summary>
        /// Sets every byte of a range and makes it durable, by non-temporal stores where that is faster. Units of 8 bytes
        /// as for Write. A long fill delays Dispose, but no garbage collection.
        /// </summary>
        /// <param name="offset">Start within the mapping, in bytes.</param>
        /// <param name="length">Length in bytes; may exceed what a span can hold.</param>
        /// <param name="value">The byte to set.</param>
        /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
        /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
        /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
        public void Fill(long offset, long length, byte value, StoreOptions options = StoreOptions.None)
        {
            ArgumentNullException.ThrowIfNull(mapping);
            mapping.Set(offset, length, value, options);
        }

        /// <summary>
        /// Stores eight bytes at once and makes them durable: after a power cut they are all old or all new. The unit on
        /// which every crash-safe structure is built.
        /// </summary>
        /// <param name="offset">Start within the mapping, in bytes; a multiple of 8.</param>
        /// <param name="value">The value, in the machine's byte order.</param>
        /// <param name="options">What to leave out; nothing by default.</param>
        /// <exception cref="ArgumentException">The offset is not a multiple of 8.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
        /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
        /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
        public void StoreAtomic(long offset, long value, StoreOptions options = StoreOptions.None)
        {
            ArgumentNullException.ThrowIfNull(mapping);
            mapping.Store(offset, value, options);
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
            ArgumentNullException.ThrowIfNull(mapping);
            mapping.CheckWritable(offset, length);
            return new PersistentMemoryManager(mapping, offset, length).Memory;
        }

        /// <summary>Gets a read-only memory over a part of the mapping; also of a read-only mapping.</summary>
        /// <param name="offset">Start within the mapping, in bytes.</param>
        /// <param name="length">Length in bytes.</param>
        /// <returns>A memory whose span throws after the mapping is disposed.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping.</exception>
        /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
        public ReadOnlyMemory<byte> AsReadOnlyMemory(long offset, int length)
        {
            ArgumentNullException.ThrowIfNull(mapping);
            mapping.CheckUsable(offset, length);
            return new PersistentMemoryManager(mapping, offset, length).Memory;
        }
    }
}
