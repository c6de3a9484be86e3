using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace DaxNative.Tests;

/// <summary>Counts the page faults of one store to each page of a mapping, on this thread, by the kernel's own account.</summary>
internal static class FaultCounter
{
    internal const int Pages = 256; // 1 MiB: too short for a 2 MiB page

    private const int AccountSize = 4096;

    /// <summary>Maps the file's first pages anew and stores to each.</summary>
    internal static (long Minor, long Major) Store(string path, MmapFlags flags)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        nint address = Libc.Mmap(0, Pages * 4096, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE, flags, file, 0);
        if (address == Libc.MAP_FAILED)
        {
            throw new InvalidOperationException($"mmap({path}, {flags}): errno {KernelErrors.Last}");
        }

        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle account = File.OpenHandle("/proc/thread-self/stat");
            byte[] before = new byte[AccountSize];
            byte[] after = new byte[AccountSize];

            // Nothing between the two but the stores: reading a string would allocate, and new memory faults too.
            int lengthBefore = RandomAccess.Read(account, before, 0);
            StoreToEach(address);
            int lengthAfter = RandomAccess.Read(account, after, 0);
            (long minor, long major) = Parse(before.AsSpan(0, lengthBefore));
            (long minorAfter, long majorAfter) = Parse(after.AsSpan(0, lengthAfter));
            return (minorAfter - minor, majorAfter - major);
        }
        finally
        {
            _ = Libc.Munmap(address, Pages * 4096);
        }
    }

    /// <summary>
    /// The fewest minor faults of several passes over a file whose faults change nothing in it: what faults besides the
    /// stores (a page of the runtime's own, at a bad moment) only ever adds.
    /// </summary>
    internal static long FewestMinor(string path, MmapFlags flags) => Enumerable.Range(0, 5).Min(_ => Store(path, flags).Minor);

    /// <summary>Runs everything once on ordinary memory, so that no fault of the runtime's own code is counted later.</summary>
    internal static void WarmUp()
    {
        string path = Path.Combine("/dev/shm", Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, new byte[Pages * 4096]);
        Store(path, MmapFlags.MAP_SHARED);
        Store(path, MmapFlags.MAP_SHARED);
        File.Delete(path);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe void StoreToEach(nint address)
    {
        // SAFETY: the caller mapped so many pages.
        for (int i = 0; i < Pages; i++)
        {
            *((byte*)address + (i * 4096)) = 1;
        }
    }

    // Fields 10 and 12 of stat; the second field, the name in parentheses, may hold spaces.
    private static (long Minor, long Major) Parse(ReadOnlySpan<byte> account)
    {
        string[] fields = Encoding.UTF8.GetString(account).Split(") ", 2)[1].Split(' ');
        return (long.Parse(fields[7], CultureInfo.InvariantCulture), long.Parse(fields[9], CultureInfo.InvariantCulture));
    }
}
