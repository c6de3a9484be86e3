namespace DaxNative;

/// <summary>What the kernel is told about a mapping after it exists: fork, core dump, huge pages, prefault.</summary>
internal static class MappingAdvice
{
    /// <summary>How often the same advice is given in vain before it is an error.</summary>
    internal const int MostAttempts = 100;

    // Page tables are filled in pieces, so that an interrupted call does not begin all over: a multiple of every page size.
    private const long Piece = 1L << 30;

    /// <summary>One call of madvise(2): address, length, advice; zero, or the errno.</summary>
    internal delegate int Call(nint address, long length, MadviseAdvice advice);

    internal static void Apply(string path, AddressArea range, long length, MappingOptions options) =>
        Apply(path, range, length, options, static (address, size, advice) => Libc.Madvise(address, (nuint)size, advice) == 0 ? 0 : KernelErrors.Last);

    internal static void Apply(string path, AddressArea range, long length, MappingOptions options, Call madvise)
    {
        if (!options.InheritOnFork)
        {
            Advise(MadviseAdvice.MADV_DONTFORK, range.Length);
        }

        if (!options.IncludeInCoreDump)
        {
            Advise(MadviseAdvice.MADV_DONTDUMP, range.Length);
        }

        // Before the first touch: entries that are there already stay.
        if (!options.HugePages)
        {
            Advise(MadviseAdvice.MADV_NOHUGEPAGE, range.Length);
        }

        if (options.Prefault)
        {
            Advise(options.IsWritable ? MadviseAdvice.MADV_POPULATE_WRITE : MadviseAdvice.MADV_POPULATE_READ, Piece);
        }

        // Whole pages, not the length: a partial page would split the mapping.
        void Advise(MadviseAdvice advice, long piece)
        {
            for (long done = 0; done < range.Length; done += piece)
            {
                int errno = Try(madvise, range.Address + (nint)done, Math.Min(piece, range.Length - done), advice);
                if (errno != 0)
                {
                    throw Failure(path, errno, advice, options.Offset, length);
                }
            }
        }
    }

    // EAGAIN says that the kernel's own memory is short at the moment.
    private static int Try(Call madvise, nint address, long length, MadviseAdvice advice)
    {
        int errno = 0;
        var wait = default(SpinWait);
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            errno = madvise(address, length, advice);
            if (errno is not (Errno.EINTR or Errno.EAGAIN))
            {
                return errno;
            }

            wait.SpinOnce();
        }

        return errno;
    }

    private static DaxException Failure(string path, int errno, MadviseAdvice advice, long offset, long length)
    {
        bool populate = advice is MadviseAdvice.MADV_POPULATE_READ or MadviseAdvice.MADV_POPULATE_WRITE;
        return (populate, errno) switch
        {
            (true, Errno.EFAULT) => Failed(DaxError.NoSpace, "A page could not be faulted in: the file system is full, or the file was truncated meanwhile.", "Free space, or let the file be written in full (Allocation Written) by the process that creates it."),
            (true, Errno.EINVAL) => Failed(DaxError.NotSupported, "The kernel does not know MADV_POPULATE_READ and MADV_POPULATE_WRITE (Linux 5.14).", "Open without Prefault."),
            (_, Errno.EAGAIN or Errno.EINTR) => Failed(DaxError.System, $"The kernel put {advice} off {MostAttempts} times in a row: it is short of memory for its own tables.", "Free memory (or raise the limit of the process's control group), and open again."),
            _ => KernelErrors.Failed("madvise", errno, path, offset, length),
        };

        DaxException Failed(DaxError error, string problem, string remedy) =>
            KernelErrors.Failed(new DaxFailure(error, "madvise", problem, remedy) { Path = path, Offset = offset, Length = length, Errno = errno });
    }
}
