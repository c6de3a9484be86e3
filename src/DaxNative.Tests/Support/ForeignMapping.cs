using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative.Tests;

/// <summary>A mapping that DaxNative did not make: what another library would have done.</summary>
internal sealed class ForeignMapping : IDisposable
{
    private const MmapProtections ReadWrite = MmapProtections.PROT_READ | MmapProtections.PROT_WRITE;

    // Tests run beside each other, each with a place of its own.
    private static long s_holes;

    private readonly long _length;

    private ForeignMapping(nint address, long length)
    {
        Address = address;
        _length = length;
    }

    internal nint Address { get; }

    internal static ForeignMapping Of(string path, MmapFlags flags) => Of(path, flags, new FileInfo(path).Length);

    /// <summary>Of a device, whose length no file says.</summary>
    internal static ForeignMapping Of(string path, MmapFlags flags, long length)
    {
        return new ForeignMapping(Map(path, 0, length, flags), length);
    }

    /// <summary>
    /// A file of three pages whose middle one is not mapped. At an address where the kernel places nothing by itself:
    /// another thread must not fill the hole, nor lose its memory when this goes.
    /// </summary>
    internal static ForeignMapping WithHole(string path, MmapFlags flags = MmapFlags.MAP_SHARED)
    {
        nint secluded = unchecked((nint)0x10_0000_0000) + (nint)Interlocked.Add(ref s_holes, 1 << 20);
        nint address = Map(path, secluded, 3 * 4096, flags);
        _ = Libc.Munmap(address + 4096, 4096);
        return new ForeignMapping(address, 3 * 4096);
    }

    /// <summary>The first pages of two files at neighbouring addresses.</summary>
    internal static ForeignMapping OfTwo(string first, string second)
    {
        var reserved = AddressReservation.Create("reservation", 0, 8192, 4096);
        Map(first, reserved.Address, 4096, MmapFlags.MAP_SHARED | MmapFlags.MAP_FIXED);
        Map(second, reserved.Address + 4096, 4096, MmapFlags.MAP_SHARED | MmapFlags.MAP_FIXED);
        return new ForeignMapping(reserved.Address, 8192);
    }

    public void Dispose() => Libc.Munmap(Address, (nuint)_length);

    private static nint Map(string path, nint address, long length, MmapFlags flags)
    {
        using SafeFileHandle file = PosixFile.TryOpen(path, OpenFlags.O_RDWR, out int errno) ?? throw KernelErrors.Failed("open", errno, path);
        nint mapped = Libc.Mmap(address, (nuint)length, ReadWrite, flags, file, 0);
        return mapped != Libc.MAP_FAILED ? mapped : throw KernelErrors.Failed("mmap", KernelErrors.Last, path);
    }
}
