namespace DaxNative;

// Stores that the library makes for its user, and makes durable.
public sealed partial class PersistentMapping
{
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
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
    public void Write(long offset, ReadOnlySpan<byte> source, StoreOptions options = StoreOptions.None) =>
        Copy(offset, source, options);

    /// <summary>
    /// Sets every byte of a range and makes it durable, by non-temporal stores where that is faster. Units of 8 bytes
    /// as for Write. A long fill delays Dispose, but no garbage collection.
    /// </summary>
    /// <param name="offset">Start within the mapping, in bytes.</param>
    /// <param name="length">Length in bytes; may exceed what a span can hold.</param>
    /// <param name="value">The byte to set.</param>
    /// <param name="options">What to leave out, and how to store; nothing, and the fastest, by default.</param>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the mapping, or an option is none.</exception>
    /// <exception cref="ObjectDisposedException">The mapping is disposed.</exception>
    /// <exception cref="DaxException">The mapping is read-only, or msync failed (page granularity).</exception>
    public void Fill(long offset, long length, byte value, StoreOptions options = StoreOptions.None) =>
        Set(offset, length, value, options);

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
    public void WriteCacheLines(long offset, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, StoreOptions options = StoreOptions.None) =>
        CopyLines(offset, header, payload, options);

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
    public uint WriteCacheLinesChecked(long offset, ReadOnlySpan<byte> source, uint checksum, StoreOptions options = StoreOptions.None) =>
        CopyLinesChecked(offset, source, checksum, options);
}
