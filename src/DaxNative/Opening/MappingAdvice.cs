namespace DaxNative;

/// <summary>What the kernel is told about a mapping after it exists: fork, core dump, huge pages, prefault.</summary>
internal static class MappingAdvice
{
    internal static void Apply(string path, AddressReservation range, long length, MappingOptions options)
    {
        if (!options.InheritOnFork)
        {
            Advise(path, range, length, MadviseAdvice.MADV_DONTFORK, options);
        }

        if (!options.IncludeInCoreDump)
        {
            Advise(path, range, length, MadviseAdvice.MADV_DONTDUMP, options);
        }

        // Before the first touch: entries that are there already stay.
        if (!options.HugePages)
        {
            Advise(path, range, length, MadviseAdvice.MADV_NOHUGEPAGE, options);
        }

        if (options.Prefault)
        {
            Advise(path, range, length, options.IsWritable ? MadviseAdvice.MADV_POPULATE_WRITE : MadviseAdvice.MADV_POPULATE_READ, options);
        }
    }

    private static void Advise(string path, AddressReservation range, long length, MadviseAdvice advice, MappingOptions options)
    {
        // The whole reservation, not the length: a partial page would split the mapping.
        int errno;
        do
        {
            errno = Libc.Madvise(range.Address, (nuint)range.Length, advice) == 0 ? 0 : KernelErrors.Last;
        }
        while (errno is Errno.EINTR or Errno.EAGAIN);
        if (errno == 0)
        {
            return;
        }

        bool populate = advice is MadviseAdvice.MADV_POPULATE_READ or MadviseAdvice.MADV_POPULATE_WRITE;
        throw (populate, errno) switch
        {
            (true, Errno.EFAULT) => KernelErrors.Failed(new DaxFailure(DaxError.NoSpace, "madvise", "A page could not be faulted in: the file system is full, or the file was truncated meanwhile.", "Free space, or let the file be written in full (Allocation Written) by the process that creates it.") { Path = path, Offset = options.Offset, Length = length, Errno = errno }),
            (true, Errno.EINVAL) => KernelErrors.Failed(new DaxFailure(DaxError.NotSupported, "madvise", "The kernel does not know MADV_POPULATE_READ and MADV_POPULATE_WRITE (Linux 5.14).", "Open without Prefault.") { Path = path, Offset = options.Offset, Length = length, Errno = errno }),
            _ => KernelErrors.Failed("madvise", errno, path, options.Offset, length),
        };
    }
}
