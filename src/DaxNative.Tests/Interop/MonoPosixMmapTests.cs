using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

/// <summary>
/// Why DaxNative maps through the C library itself: the mmap of Mono.Posix drops MAP_SYNC and reports success, where the
/// kernel would have refused it.
/// </summary>
public class MonoPosixMmapTests
{
    private const int Length = 4096;
    private const MmapFlags Synchronous = MmapFlags.MAP_SHARED_VALIDATE | MmapFlags.MAP_SYNC;

    [Fact]
    public void MapSync_IsRefusedByTheKernelAndDroppedByMonoPosix()
    {
        using TempPath temp = TempPath.InMemory().WithFile(Length);
        using SafeFileHandle file = PosixFile.TryOpen(temp.Path, OpenFlags.O_RDWR, out _)!;

        nint direct = Libc.Mmap(0, Length, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE, Synchronous, file, 0);
        Assert.Equal((Libc.MAP_FAILED, Errno.EOPNOTSUPP), (direct, KernelErrors.Last));

#pragma warning disable RS0030 // This is the trap itself.
        nint dropped = Syscall.mmap(0, Length, MmapProts.PROT_READ | MmapProts.PROT_WRITE, (Mono.Unix.Native.MmapFlags)(int)Synchronous, (int)file.DangerousGetHandle(), 0);
#pragma warning restore RS0030

        // A program that believed this would flush with the CPU alone, on page cache or on a block map that can be lost.
        Assert.NotEqual(Libc.MAP_FAILED, dropped);
        Assert.Equal(0, Libc.Munmap(dropped, Length));
    }

    // The same on memory that grants MAP_SYNC: the call succeeds, and smaps has no "sf".
    [SkippableFact]
    [Trait("Category", "Kernel")]
    public void MapSync_IsDroppedAlsoWhereTheKernelWouldGrantIt()
    {
        string file = Path.Combine(TestDevices.Get(TestDevices.NvdimmExt4), "mono-posix-trap");
        File.WriteAllBytes(file, new byte[Length]);
        try
        {
            using SafeFileHandle handle = PosixFile.TryOpen(file, OpenFlags.O_RDWR, out _)!;
            nint direct = Libc.Mmap(0, Length, MmapProtections.PROT_READ, Synchronous, handle, 0);
#pragma warning disable RS0030 // This is the trap itself.
            nint dropped = Syscall.mmap(0, Length, MmapProts.PROT_READ, (Mono.Unix.Native.MmapFlags)(int)Synchronous, (int)handle.DangerousGetHandle(), 0);
#pragma warning restore RS0030

            Assert.Equal((true, false), (IsSynchronous(direct), IsSynchronous(dropped)));
            Libc.Munmap(direct, Length);
            Libc.Munmap(dropped, Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool IsSynchronous(nint address) => File.ReadLines("/proc/self/smaps")
        .SkipWhile(line => !line.StartsWith($"{address:x}-", StringComparison.Ordinal))
        .First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal))
        .Split(' ')
        .Contains("sf");
}
