namespace DaxNative;

/// <summary>
/// How large a file this process may make (RLIMIT_FSIZE, <c>ulimit -f</c>). It must be asked beforehand: a call that
/// would pass it answers EFBIG, but only after a signal (SIGXFSZ) whose default is to end the process.
/// </summary>
internal static class FileSizeLimit
{
    internal static bool Allows(long end) => (ulong)end <= Current();

    // SAFETY: the kernel fills the local, and nothing else.
    private static unsafe ulong Current()
    {
        Rlimit limit;
        return Libc.Getrlimit(Libc.RLIMIT_FSIZE, &limit) == 0 ? limit.rlim_cur : ulong.MaxValue;
    }
}
