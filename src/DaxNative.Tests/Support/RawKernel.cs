using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative.Tests;

/// <summary>
/// Asks the kernel itself, without the library's checks, what it answers: a predicted errno is only right when the
/// kernel agrees. Each call gives an errno, or 0. Never called for a disabled device: that mmap is a kernel oops.
/// </summary>
internal static class RawKernel
{
    internal const MmapFlags Sync = MmapFlags.MAP_SHARED_VALIDATE | MmapFlags.MAP_SYNC;

    internal static int Open(string path, OpenFlags flags = OpenFlags.O_RDWR)
    {
        using SafeFileHandle? file = PosixFile.TryOpen(path, flags | OpenFlags.O_NONBLOCK, out int errno);
        return errno;
    }

    internal static int MmapSync(string path, long length, long offset = 0) => Mmap(path, length, Sync, offset);

    internal static int Mmap(string path, long length, MmapFlags flags, long offset = 0)
    {
        using SafeFileHandle? file = PosixFile.TryOpen(path, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, out int errno);
        return file is null ? throw new InvalidOperationException($"open({path}): errno {errno}") : Mmap(file, length, flags, offset);
    }

    /// <summary>As the library maps: over a reservation whose address agrees with the offset modulo the alignment.</summary>
    internal static int MmapSyncAtCongruentAddress(string path, long length, long offset, long alignment)
    {
        var reservation = AddressReservation.Create(path, offset, length, alignment);
        int errno = MmapSyncOver(reservation, path, offset).Errno;
        _ = reservation.Release();
        return errno;
    }

    /// <summary>Maps over a reservation.</summary>
    /// <returns>The errno, and whether anything lies at its addresses afterwards.</returns>
    internal static (int Errno, bool IsThere) MmapSyncOver(AddressReservation reservation, string path, long offset = 0)
    {
        using SafeFileHandle file = PosixFile.TryOpen(path, OpenFlags.O_RDWR, out _)!;
        nint address = Libc.Mmap(reservation.Address, (nuint)reservation.Length, MmapProtections.PROT_READ, Sync | MmapFlags.MAP_FIXED, file, offset);
        int errno = address == Libc.MAP_FAILED ? KernelErrors.Last : 0;
        var start = (nuint)reservation.Address;
        return (errno, VmaLookup.FromMaps(LinuxRoot.Running, start, start + (nuint)reservation.Length).Count > 0);
    }

    internal static int Mmap(SafeFileHandle file, long length, MmapFlags flags, long offset = 0)
    {
        nint address = Libc.Mmap(0, (nuint)length, MmapProtections.PROT_READ | MmapProtections.PROT_WRITE, flags, file, offset);
        if (address == Libc.MAP_FAILED)
        {
            return KernelErrors.Last;
        }

        _ = Libc.Munmap(address, (nuint)length);
        return 0;
    }
}
