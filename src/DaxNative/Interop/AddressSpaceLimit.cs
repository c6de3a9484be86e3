namespace DaxNative;

/// <summary>How many bytes of addresses this process may have in use (RLIMIT_AS, <c>ulimit -v</c>).</summary>
internal static class AddressSpaceLimit
{
    /// <summary>In bytes; null where there is no limit.</summary>
    internal static unsafe ulong? Current
    {
        get
        {
            // SAFETY: the kernel fills the local, and nothing else.
            Rlimit limit;
            return Libc.Getrlimit(Libc.RLIMIT_AS, &limit) == 0 && limit.rlim_cur != ulong.MaxValue ? limit.rlim_cur : null;
        }
    }
}
