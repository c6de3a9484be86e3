namespace DaxNative.Testing;

/// <summary>A number for each thread that no later thread gets: the runtime's own is used again once a thread has ended.</summary>
internal static class ThreadNumber
{
    private static long s_last;

    [ThreadStatic]
    private static long t_number;

    internal static long Current => t_number == 0 ? t_number = Interlocked.Increment(ref s_last) : t_number;
}
