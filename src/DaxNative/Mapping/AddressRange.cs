using System.Numerics;
using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>
/// A reserved range of addresses (a VM reservation, in libpmem2's words). Files and devices are mapped in it side by side, at offsets
/// of the caller's choice, and a mapping in it grows without moving (<see cref="PersistentMapping.Grow"/>). Reserved addresses take no
/// memory, so reserve as much as will ever be needed.
/// </summary>
/// <remarks>
/// Every member is thread-safe. When a mapping of the range is disposed, its place becomes inaccessible, and nothing is mapped
/// there again before <see cref="Reclaim"/>: a span that somebody kept would write into what is there then. There is no
/// finalizer; a range that is never disposed keeps its addresses until the process ends.
/// </remarks>
public sealed class AddressRange : IDisposable
{
    private readonly ReservedRange _range;

    private AddressRange(ReservedRange range) => _range = range;

    /// <summary>Gets the length in bytes.</summary>
    public long Length => _range.Length;

    /// <summary>Gets the mappings that were opened in the range and are not disposed, by offset: as they are at the moment.</summary>
    public IReadOnlyList<PersistentMapping> Mappings => LiveMappings.In(_range);

    /// <summary>Reserves addresses, in which nothing is mapped yet.</summary>
    /// <param name="length">In bytes, a multiple of the page size.</param>
    /// <param name="alignment">
    /// What the first address is a multiple of, in bytes: a power of two. A dax device needs its align there. 0, the default, takes
    /// the largest page-table entry that the length could use: 1 GiB, 2 MiB, or a page.
    /// </param>
    /// <returns>The range; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or the alignment is negative.</exception>
    /// <exception cref="ArgumentException">The length is no multiple of the page size, or the alignment no power of two.</exception>
    /// <exception cref="DaxException">The process has no such addresses left.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 or Arm64, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public static AddressRange Reserve(long length, long alignment = 0)
    {
        RequirePages(length);
        ArgumentOutOfRangeException.ThrowIfNegative(alignment);
        if (alignment != 0 && !BitOperations.IsPow2(alignment))
        {
            throw new ArgumentException($"The alignment must be a power of two; it is {alignment}.", nameof(alignment));
        }

        Platform.RequireLinux();
        return new AddressRange(ReservedRange.Create(length, alignment != 0 ? alignment : AddressReservation.AlignmentFor(length, Environment.SystemPageSize)));
    }

    /// <summary>
    /// Opens a file or device and maps it at an offset of the range; in all else as <see cref="PersistentMapping.Open(string, MappingOptions?)"/>.
    /// The mapping keeps a descriptor of the file open, so that it can grow.
    /// </summary>
    /// <remarks>A refusal leaves the range as it was. Of several threads that ask for the same place one gets it.</remarks>
    /// <param name="path">A regular file, or a <c>/dev/daxX.Y</c> device in devdax mode. Symbolic links are followed.</param>
    /// <param name="offset">
    /// Where in the range, in bytes: at a multiple of the page size, for a device of its align. Larger page-table entries need it to agree with
    /// the file's offset modulo 2 MiB, or 1 GiB.
    /// </param>
    /// <param name="options">What to map and what to require; null for the default.</param>
    /// <returns>The mapping; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="ArgumentException">The path is no path, or the options contradict themselves.</exception>
    /// <exception cref="DaxException">
    /// The place is misaligned (<see cref="DaxError.Misaligned"/>), not within the range (<see cref="DaxError.OutOfRange"/>), or not free
    /// (<see cref="DaxError.AddressesInUse"/>): then no file was created and none has grown. Or the file or device cannot be mapped as asked.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The range is disposed.</exception>
    [SupportedOSPlatform("linux")]
    public PersistentMapping Open(string path, long offset, MappingOptions? options = null)
    {
        PathArgument.Require(path);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new PersistentMapping(MappingOpener.Open(LinuxRoot.Running, path, options ?? MappingOptions.Default, new RangeSpot(_range, offset)));
    }

    /// <summary>Gets where in the range a mapping lies.</summary>
    /// <param name="mapping">A mapping that was opened in it; also one that is disposed.</param>
    /// <returns>Its offset in the range, in bytes.</returns>
    /// <exception cref="ArgumentException">It was not opened in this range.</exception>
    public long OffsetOf(PersistentMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return mapping.Place is { } place && place.Range == _range ? place.Offset : throw new ArgumentException($"The mapping of {mapping.Path} was not opened in this range.", nameof(mapping));
    }

    /// <summary>
    /// Says that no span, reference or pointer into the disposed mappings of a part is in use any more, so that others may be mapped there.
    /// Whoever says so too early lets a kept span write into another file. What is not disposed, or is still pinned, stays; so does a
    /// disposed mapping that lies only partly within.
    /// </summary>
    /// <param name="offset">Start within the range, in bytes.</param>
    /// <param name="length">Length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the range.</exception>
    /// <exception cref="ObjectDisposedException">The range is disposed.</exception>
    public void Reclaim(long offset, long length)
    {
        long whole = Length;
        if ((ulong)offset > (ulong)whole || (ulong)length > (ulong)(whole - offset))
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"offset {offset}, length {length} is not within the range's {whole} bytes.");
        }

        _range.Reclaim(offset, length);
    }

    /// <summary>
    /// Makes the range longer, if the addresses behind it are nobody's, or shorter, if nothing is mapped in what goes. Nothing moves.
    /// </summary>
    /// <remarks>
    /// The kernel places mappings close to each other, so there is seldom room behind a range. Addresses that a disposed mapping had stay
    /// reserved, also where the range becomes shorter than that.
    /// </remarks>
    /// <param name="length">The new length in bytes, a multiple of the page size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive.</exception>
    /// <exception cref="ArgumentException">The length is no multiple of the page size.</exception>
    /// <exception cref="DaxException">
    /// There is no room behind it, or something is mapped in what would go (<see cref="DaxError.AddressesInUse"/>). The range is as it was.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The range is disposed.</exception>
    public void Resize(long length)
    {
        RequirePages(length);
        _range.Resize(length);
    }

    /// <summary>
    /// Ends the range: nothing more is mapped in it, and nothing in it grows. Mappings that are there live on, and so do their addresses;
    /// they end with the last of them. Idempotent.
    /// </summary>
    public void Dispose() => _range.Close();

    private static void RequirePages(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (length % Environment.SystemPageSize != 0)
        {
            throw new ArgumentException($"The length must be a multiple of the page size, {Environment.SystemPageSize} bytes; it is {length}.", nameof(length));
        }
    }
}
