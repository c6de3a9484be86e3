using System.Runtime.Versioning;

namespace DaxNative;

/// <summary>
/// Page faults of one thread. On a DAX file, a 4 KiB fault that has to allocate is major in a plain mapping and minor in
/// one with MAP_SYNC, so the count tells what a fault had to do without a clock.
/// </summary>
/// <param name="Minor">Faults that needed no input or output, by the kernel's own account.</param>
/// <param name="Major">The others.</param>
internal readonly record struct PageFaultCount(long Minor, long Major)
{
    /// <summary>Counts the faults of the calling thread since it started (getrusage with RUSAGE_THREAD).</summary>
    /// <returns>The counts so far; subtract an earlier one.</returns>
    /// <exception cref="DaxException">The kernel does not answer.</exception>
    [SupportedOSPlatform("linux")]
    public static unsafe PageFaultCount OfCurrentThread()
    {
        Platform.RequireLinux();
        Rusage usage = default;

        // SAFETY: the local has the size of the whole structure.
        return Libc.Getrusage(Libc.RUSAGE_THREAD, &usage) == 0
            ? new PageFaultCount(usage.ru_minflt, usage.ru_majflt)
            : throw KernelErrors.Failed("getrusage", KernelErrors.Last, null);
    }

    /// <summary>The faults between two counts.</summary>
    /// <param name="left">The later count.</param>
    /// <param name="right">The earlier count.</param>
    /// <returns>The difference, each kind by itself.</returns>
    public static PageFaultCount operator -(PageFaultCount left, PageFaultCount right) => left.Subtract(right);

    /// <summary>The faults since an earlier count.</summary>
    /// <param name="earlier">The earlier count.</param>
    /// <returns>The difference, each kind by itself.</returns>
    public PageFaultCount Subtract(PageFaultCount earlier) => new(Minor - earlier.Minor, Major - earlier.Major);
}
