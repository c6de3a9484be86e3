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

    // Where the last reservation with an alignment begins: below it is usually free. Any value is harmless.
    private static nint s_last;

    private AddressReservation(nint address, long length)
    {
        Address = address;
        Length = length;
    }

    internal nint Address { get; }

    /// <summary>In bytes, whole pages.</summary>
    internal long Length { get; }

    /// <summary>
    /// The largest page-table entry that a mapping of this length could use: the address must agree with the file's
    /// offset modulo that, or the kernel can never use it.
    /// </summary>
    internal static long AlignmentFor(long length, long align)
    {
        long wanted = length >= OneGiB ? OneGiB : length >= TwoMiB ? TwoMiB : 1;
        return Math.Max(align, wanted);
    }

    /// <summary>Reserves addresses congruent to <paramref name="offset"/> modulo <paramref name="alignment"/>.</summary>
    /// <exception cref="DaxException">The address space is exhausted.</exception>
    internal static AddressReservation Create(string path, long offset, long length, long alignment)
    {
        long pages = RoundUp(length, Environment.SystemPageSize);
        long slack = alignment <= Environment.SystemPageSize ? 0 : alignment;
        if (slack != 0 && BelowTheLast(offset, pages, alignment) is { } below)
        {
            return below;
        }

        nint raw = pages > long.MaxValue - slack ? Libc.MAP_FAILED : Reserve(0, pages + slack, default);
        if (raw == Libc.MAP_FAILED)
        {
            throw KernelErrors.Failed("mmap", Errno.ENOMEM, path, offset, length);
        }

        nint address = slack == 0 ? raw : Congruent(raw, offset, alignment);
        Trim(raw, address - raw);
        Trim(address + (nint)pages, raw + (nint)(pages + slack) - (address + (nint)pages));
        return slack == 0 ? new AddressReservation(address, pages) : Remembered(address, pages);
    }

    /// <summary>
    /// At the first fitting address below the last reservation, in one system call instead of three; null where that is
    /// taken. A kernel before 4.17 takes the flag for a wish and may place it elsewhere.
    /// </summary>
    private static AddressReservation? BelowTheLast(long offset, long pages, long alignment)
    {
        nint last = Volatile.Read(ref s_last);
        if (last < alignment || last - alignment < pages)
        {
            return null;
        }

        // The first fitting address at or above one alignment lower than the highest that leaves room.
        nint wanted = Congruent(last - (nint)pages - (nint)(alignment - 1), offset, alignment);
        nint got = Reserve(wanted, pages, MmapFlags.MAP_FIXED_NOREPLACE);
        if (got == wanted)
        {
            return Remembered(got, pages);
        }

        if (got != Libc.MAP_FAILED)
        {
            Trim(got, (nint)pages);
        }

        return null;
    }

    private static AddressReservation Remembered(nint address, long pages)
    {
        Volatile.Write(ref s_last, address);
        return new AddressReservation(address, pages);
    }

    /// <summary>
    /// Replaces whatever is mapped by inaccessible memory in one step: no moment lies between in which somebody else
    /// could get the range.
    /// </summary>
    /// <returns>Zero, or the errno.</returns>
    internal int Entomb() => Reserve(Address, Length, MmapFlags.MAP_FIXED) == Libc.MAP_FAILED ? KernelErrors.Last : 0;

    /// <summary>Gives the addresses back to the kernel. Nothing may refer to them any more.</summary>
    /// <returns>Zero, or the errno.</returns>
    internal int Release() => Libc.Munmap(Address, (nuint)Length) == 0 ? 0 : KernelErrors.Last;

    private static nint Reserve(nint address, long length, MmapFlags more) =>
        Libc.Mmap(address, (nuint)length, MmapProtections.PROT_NONE, Inaccessible | more, -1, 0);

    private static nint Congruent(nint raw, long offset, long alignment)
    {
        long distance = ((offset - raw) % alignment + alignment) % alignment;
        return raw + (nint)distance;
    }

    // A failure leaves a piece of address space reserved, which harms nothing.
    private static void Trim(nint address, nint length)
    {
        if (length > 0)
        {
            _ = Libc.Munmap(address, (nuint)length);
        }
    }

    private static long RoundUp(long length, long unit) => length > long.MaxValue - unit ? length : (length + unit - 1) / unit * unit;
}
