using System.Globalization;

namespace DaxNative;

/// <summary>Says why the kernel has no addresses for a mapping, and what gets some.</summary>
internal static class AddressShortage
{
    internal static DaxException Refusal(int errno, string? path, long offset, long length, long alignment)
    {
        if (errno != Errno.ENOMEM)
        {
            return KernelErrors.Failed("mmap", errno, path, offset, length);
        }

        (string problem, string remedy) = Explain(length, alignment, ReservedAddressSpace.Bytes, ReservedAddressSpace.Ranges, AddressSpaceLimit.Current);
        return KernelErrors.Failed(new DaxFailure(DaxError.System, "mmap", problem, remedy)
        {
            Path = path,
            Offset = offset,
            Length = length,
            Errno = errno,
        });
    }

    /// <param name="length">Of the mapping, in bytes.</param>
    /// <param name="alignment">Of its address, which takes as much again to be found.</param>
    /// <param name="held">What disposed mappings hold that are still referred to, in bytes.</param>
    /// <param name="ranges">How many they are.</param>
    /// <param name="limit">What the process may have, in bytes; null where there is no such limit.</param>
    internal static (string Problem, string Remedy) Explain(long length, long alignment, long held, int ranges, ulong? limit)
    {
        string needed = $"No addresses are left for it: {MiB(length)} MiB are needed, and {MiB(alignment)} MiB to align them.";
        string holding = ranges == 0 ? "" : $" Disposed mappings that something still refers to hold {MiB(held)} MiB in {ranges} ranges.";
        string limited = limit is { } bytes
            ? $" The process's limit (RLIMIT_AS) is {bytes >> 20} MiB."
            : " The process has no limit of bytes (RLIMIT_AS), but one of mapped areas (vm.max_map_count).";
        string release = ranges == 0 ? "" : "Drop the references to disposed mappings and to the buffers and memories of them, or ";
        string raise = limit is null ? "raise vm.max_map_count with sysctl, or map less." : "raise the limit (ulimit -v), or map less.";
        return (needed + holding + limited, release.Length == 0 ? char.ToUpperInvariant(raise[0]) + raise[1..] : release + raise);
    }

    private static string MiB(long bytes) => ((bytes >> 20) + ((bytes & 0xFFFFF) == 0 ? 0 : 1)).ToString(CultureInfo.InvariantCulture);
}
