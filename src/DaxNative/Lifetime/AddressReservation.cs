namespace DaxNative;

/// <summary>
/// Addresses that were reserved at once: inaccessible, filled by mmap with MAP_FIXED (safe, because they are ours), and turned
/// back into an inaccessible tombstone by Dispose. Of one mapping, or of a range that has many.
/// </summary>
/// <remarks>
/// MAP_SYNC cannot be combined with MAP_FIXED_NOREPLACE (EOPNOTSUPP on every file system), so the reservation is
/// what keeps MAP_FIXED from hitting somebody else's memory.
/// </remarks>
internal sealed class AddressReservation : MappingPlace
{
    private const long TwoMiB = 2L << 20;
    private const long OneGiB = 1L << 30;

    // What was taken to find the aligned address in it. What lies around that stays taken: giving it back would be two
    // system calls with every mapping, for addresses of which there are plenty.
    private readonly nint _start;
    private long _length;

    private AddressReservation(nint start, long reserved, nint address, long length)
    {
        _start = start;
        Reserved = reserved;
        Address = address;
        _length = length;
    }

    internal override nint Address { get; }

    internal override long Length => _length;

    /// <summary>What it takes of the address space, in bytes: the length, and at most one alignment more.</summary>
    internal long Reserved { get; private set; }

    /// <summary>
    /// The largest page-table entry that a mapping of this length could use: the address must agree with the file's
    /// offset modulo that, or the kernel can never use it.
    /// </summary>
    internal static long AlignmentFor(long length, long align)
    {
        long wanted = length >= OneGiB ? OneGiB : length >= TwoMiB ? TwoMiB : 1;
        return Math.Max(align, wanted);
    }

    /// <summary>
    /// Reserves addresses congruent to <paramref name="offset"/> modulo <paramref name="alignment"/>, for one mapping. Where the kernel
    /// has none left, those of disposed mappings are given back, as far as nothing can make a span of them.
    /// </summary>
    /// <exception cref="DaxException">The address space is exhausted all the same.</exception>
    internal static AddressReservation Create(string path, long offset, long length, long alignment) =>
        Create(path, offset, length, alignment, setApart: true);

    /// <summary>The same for many mappings: each sets its own part apart.</summary>
    internal static AddressReservation CreateForMany(long length, long alignment) => Create(null, 0, length, alignment, setApart: false);

    internal override int Release() => Libc.Munmap(_start, (nuint)Reserved) == 0 ? 0 : KernelErrors.Last;

    // Were the addresses still ours, addresses are all that is lost.
    internal override void Abandon()
    {
    }

    internal override object? Retire() => ReservedAddressSpace.Hold(this);

    /// <summary>Takes the addresses behind as well.</summary>
    /// <param name="length">The new length in whole pages, not less than the present one.</param>
    /// <returns>Zero, or the errno; EEXIST where they are somebody else's.</returns>
    internal int Lengthen(long length)
    {
        nint end = _start + (nint)Reserved;
        long more = length - _length - (end - Address - (nint)_length);
        int errno = more <= 0 ? 0 : new AddressArea(end, more).ReserveIfFree();
        if (errno == 0)
        {
            Reserved += Math.Max(more, 0);
            _length = length;
        }

        return errno;
    }

    /// <summary>Gives back what lies behind a new length. Nothing may refer to that any more.</summary>
    /// <param name="length">The new length in whole pages.</param>
    /// <returns>Zero, or the errno.</returns>
    internal int Shorten(long length)
    {
        nint end = Address + (nint)length;
        long rest = _start + (nint)Reserved - end;
        if (rest > 0 && Libc.Munmap(end, (nuint)rest) != 0)
        {
            return KernelErrors.Last;
        }

        Reserved -= rest;
        _length = length;
        return 0;
    }

    private static AddressReservation Create(string? path, long offset, long length, long alignment, bool setApart)
    {
        AddressReservation? made = null;
        int errno = ReservedAddressSpace.WithRoom(() =>
        {
            made = TryCreate(offset, length, alignment, setApart, out int refusal);
            return refusal;
        });
        return made ?? throw AddressShortage.Refusal(errno, path, offset, length, alignment);
    }

    private static AddressReservation? TryCreate(long offset, long length, long alignment, bool setApart, out int errno)
    {
        errno = Errno.ENOMEM;
        long pages = AddressArea.RoundUp(length);
        long slack = alignment <= Environment.SystemPageSize ? 0 : alignment;
        if (pages > long.MaxValue - slack)
        {
            return null;
        }

        nint start = AddressArea.Reserve(pages + slack);
        if (start == Libc.MAP_FAILED)
        {
            errno = KernelErrors.Last;
            return null;
        }

        var made = new AddressReservation(start, pages + slack, slack == 0 ? start : Congruent(start, offset, alignment), pages);
        errno = setApart ? made.Area.SetApart() : 0;
        if (errno == 0)
        {
            return made;
        }

        _ = made.Release();
        return null;
    }

    private static nint Congruent(nint raw, long offset, long alignment)
    {
        long distance = ((offset - raw) % alignment + alignment) % alignment;
        return raw + (nint)distance;
    }
}
