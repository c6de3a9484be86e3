using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative;

/// <summary>
/// Asks which pages of a range have an entry in the page tables, and of which size (PAGEMAP_SCAN, Linux 6.7). Never for a
/// 1 GiB device mapping: the walk answers "not present" and drops the entry.
/// </summary>
internal static unsafe class PagemapScanReader
{
    /// <summary>Regions a call: 6 KiB, however large the range is.</summary>
    internal const int BatchLength = 256;

    private static readonly Lock s_gate = new();
    private static SafeFileHandle? s_pagemap;

    /// <summary>
    /// The first regions of the range that are present; null where the kernel does not know the question. The next call
    /// starts at <paramref name="walked"/>, which is the end of the range when nothing is left.
    /// </summary>
    /// <param name="root">Where /proc is.</param>
    /// <param name="start">A multiple of the page size.</param>
    /// <param name="end">A multiple of the page size.</param>
    /// <param name="buffer">Filled from its start.</param>
    /// <param name="walked">How far the answer goes.</param>
    internal static int? TryPresent(LinuxRoot root, nuint start, nuint end, PageRegion[] buffer, out nuint walked)
    {
        // SAFETY: the buffer is pinned for the call and its length is in the argument, a local of the size in it.
        fixed (PageRegion* regions = buffer)
        {
            var argument = new PmScanArg
            {
                size = (ulong)sizeof(PmScanArg),
                start = start,
                end = end,
                vec = (ulong)regions,
                vec_len = (ulong)buffer.Length,
                category_mask = Libc.PAGE_IS_PRESENT,
                return_mask = Libc.PAGE_IS_PRESENT | Libc.PAGE_IS_HUGE | Libc.PAGE_IS_PFNZERO,
            };
            SafeFileHandle pagemap = Pagemap(root);
            int found;
            int errno;
            do
            {
                found = Libc.Ioctl(pagemap, Libc.PAGEMAP_SCAN, &argument);
                errno = found >= 0 ? 0 : KernelErrors.Last;
            }
            while (errno == Errno.EINTR);
            walked = (nuint)argument.walk_end;
            return errno switch
            {
                0 => walked > start ? found : throw KernelErrors.Failed("ioctl", Errno.EIO, Path(root), (long)start),
                Errno.ENOTTY => null,
                _ => throw KernelErrors.Failed("ioctl", errno, Path(root), (long)start, (long)(end - start)),
            };
        }
    }

    private static string Path(LinuxRoot root) => root.Proc + "/self/pagemap";

    // One descriptor for the life of the process: it stands for the process's own memory.
    private static SafeFileHandle Pagemap(LinuxRoot root)
    {
        if (Volatile.Read(ref s_pagemap) is { } open)
        {
            return open;
        }

        lock (s_gate)
        {
            return s_pagemap ??= PosixFile.TryOpen(Path(root), OpenFlags.O_RDONLY, out int errno) ?? throw KernelErrors.Failed("open", errno, Path(root));
        }
    }
}
