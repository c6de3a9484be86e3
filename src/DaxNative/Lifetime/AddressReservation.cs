namespace DaxNative;

/// <summary>
/// A range of addresses that belongs to one mapping: reserved inaccessible, filled by mmap with MAP_FIXED (safe,
/// because the range is ours), and turned back into an inaccessible tombstone by Dispose.
/// </summary>
/// <remarks>
/// MAP_SYNC cannot be combined with MAP_FIXED_NOREPLACE (EOPNOTSUPP on every file system), so the reservation is
/// what keeps MAP_FIXED from hitting somebody else's memory.
/// </remarks>
internal sealed class AddressReservation
{
    private const long TwoMiB = 2L << 20;
    private const long OneGiB = 1L << 30;
    private const MmapFlags Inaccessible = MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS | MmapFlags.MAP_NORESERVE;

    // What was taken to find the aligned address in it. What lies around that stays taken: giving it back would be two
    // system calls with every mapping, for addresses of which there are plenty.
    private readonly nint _start;

    private AddressReservation(nint start, long reserved, nint address, long length)
    {
        _start = start;
        Reserved = reserved;
        Address = address;
        Length = length;
    }

    internal nint Address { get; }

    /// <summary>In bytes, whole pages.</summary>
    internal long Length { get; }

    /// <summary>What it takes of the address space, in bytes: the length, and at most one alignment more.</summary>
    internal long Reserved { get; }

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
    /// Reserves addresses congruent to <paramref name="offset"/> modulo <paramref name="alignment"/>. Where the kernel has none
    /// left, those of disposed mappings are given back, as far as nothing can make a span of them.
    /// </summary>
    /// <exception cref="DaxException">The address space is exhausted all the same.</exception>
    internal static AddressReservation Create(string path, long offset, long length, long alignment)
    {
        AddressReservation? made = null;
        int errno = ReservedAddressSpace.WithRoom(() =>
        {
            made = TryCreate(offset, length, alignment, out int refusal);
            return refusal;
        });
        return made ?? throw AddressShortage.Refusal(errno, path, offset, length, alignment);
    }

    /// <summary>
    /// Replaces whatever is mapped by inaccessible memory in one step: no moment lies between in which somebody else
    /// could get the range.
    /// </summary>
    /// <returns>Zero, or the errno.</returns>
    internal int Entomb() => Reserve(Address, Length, MmapFlags.MAP_FIXED) == Libc.MAP_FAILED ? KernelErrors.Last : 0;

    /// <summary>Gives the addresses back to the kernel. Nothing may refer to them any more.</summary>
    /// <returns>Zero, or the errno.</returns>
    internal int Release() => Libc.Munmap(_start, (nuint)Reserved) == 0 ? 0 : KernelErrors.Last;

    private static AddressReservation? TryCreate(long offset, long length, long alignment, out int errno)
    {
        errno = Errno.ENOMEM;
        long pages = RoundUp(length, Environment.SystemPageSize);
        long slack = alignment <= Environment.SystemPageSize ? 0 : alignment;
        if (pages > long.MaxValue - slack)
        {
            return null;
        }

        nint start = Reserve(0, pages + slack, default);
        if (start == Libc.MAP_FAILED)
        {
            errno = KernelErrors.Last;
            return null;
        }

        var made = new AddressReservation(start, pages + slack, slack == 0 ? start : Congruent(start, offset, alignment), pages);
        errno = made.SetApart();
        if (errno == 0)
        {
            return made;
        }

        _ = made.Release();
        return null;
    }

    /// <summary>
    /// Makes an area of its own of what will be mapped over, so that the mmap takes exactly one away and adds one: the limit on
    /// areas (vm.max_map_count) is met here, where nothing is lost yet.
    /// </summary>
    /// <returns>Zero, or the errno.</returns>
    private int SetApart() => Libc.Mprotect(Address, (nuint)Length, MmapProtections.PROT_READ) == 0 ? 0 : KernelErrors.Last;

    private static nint Reserve(nint address, long length, MmapFlags more) =>
        Libc.Mmap(address, (nuint)length, MmapProtections.PROT_NONE, Inaccessible | more, -1, 0);

    private static nint Congruent(nint raw, long offset, long alignment)
    {
        long distance = ((offset - raw) % alignment + alignment) % alignment;
        return raw + (nint)distance;
    }

    private static long RoundUp(long length, long unit) => length > long.MaxValue - unit ? length : (length + unit - 1) / unit * unit;
}
