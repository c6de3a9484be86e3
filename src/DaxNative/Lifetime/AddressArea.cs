namespace DaxNative;

/// <summary>Whole pages of addresses, which the caller owns unless a member says otherwise.</summary>
internal readonly record struct AddressArea(nint Address, long Length)
{
    private const MmapFlags Inaccessible = MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS | MmapFlags.MAP_NORESERVE;

    /// <summary>A length in whole pages; as it is where it is too large for that.</summary>
    internal static long RoundUp(long length)
    {
        long page = Environment.SystemPageSize;
        return length > long.MaxValue - page ? length : (length + page - 1) / page * page;
    }

    /// <summary>Reserves inaccessible addresses wherever the kernel has them.</summary>
    /// <returns>Where, or <see cref="Libc.MAP_FAILED"/>.</returns>
    internal static nint Reserve(long length) => Map(0, length, default);

    /// <summary>
    /// Replaces whatever is mapped by inaccessible memory in one step: no moment lies between in which somebody else
    /// could get the addresses.
    /// </summary>
    /// <returns>Zero, or the errno.</returns>
    internal int Entomb() => Map(Address, Length, MmapFlags.MAP_FIXED) == Libc.MAP_FAILED ? KernelErrors.Last : 0;

    /// <summary>Reserves these addresses if all of them are nobody's.</summary>
    /// <returns>Zero, or the errno; EEXIST where somebody has one of them.</returns>
    internal int ReserveIfFree()
    {
        nint got = Map(Address, Length, MmapFlags.MAP_FIXED_NOREPLACE);
        if (got == Libc.MAP_FAILED)
        {
            return KernelErrors.Last;
        }

        if (got == Address)
        {
            return 0;
        }

        // Linux before 4.17 does not know the flag, and takes the address for a hint.
        _ = Libc.Munmap(got, (nuint)Length);
        return Errno.EEXIST;
    }

    /// <summary>
    /// Makes an area of its own of what will be mapped over, so that the mmap takes exactly one away and adds one: the limit on
    /// areas (vm.max_map_count) is met here, where nothing is lost yet.
    /// </summary>
    /// <returns>Zero, or the errno.</returns>
    internal int SetApart() => Libc.Mprotect(Address, (nuint)Length, MmapProtections.PROT_READ) == 0 ? 0 : KernelErrors.Last;

    private static nint Map(nint address, long length, MmapFlags more) =>
        Libc.Mmap(address, (nuint)length, MmapProtections.PROT_NONE, Inaccessible | more, -1, 0);
}
