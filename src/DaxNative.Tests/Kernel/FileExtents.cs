using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;
using Xunit;

namespace DaxNative.Tests;

/// <summary>Where the file system has put a file (FIEMAP), in bytes and in the kernel's own flags.</summary>
internal sealed record SeenExtent(long Logical, long Physical, long Length, uint Flags)
{
    private const uint FIEMAP_EXTENT_UNWRITTEN = 0x800;

    internal bool IsUnwritten => (Flags & FIEMAP_EXTENT_UNWRITTEN) != 0;

    /// <summary>Every byte lies in an extent that is written.</summary>
    internal static bool CoverWritten(IReadOnlyList<SeenExtent> extents, long length)
    {
        long next = 0;
        foreach (SeenExtent extent in extents)
        {
            if (extent.Logical > next || extent.IsUnwritten)
            {
                return false;
            }

            next = extent.Logical + extent.Length;
        }

        return next >= length;
    }

    internal static unsafe IReadOnlyList<SeenExtent> Of(string path)
    {
        const nuint FS_IOC_FIEMAP = 0xC020660B;
        const int Most = 512;
        int headerSize = sizeof(Fiemap);
        byte[] buffer = new byte[headerSize + Most * sizeof(Extent)];
        MemoryMarshal.Write(buffer, new Fiemap { Length = ulong.MaxValue, ExtentCount = Most });
        using SafeFileHandle file = PosixFile.TryOpen(path, OpenFlags.O_RDONLY, out _)!;

        // SAFETY: the buffer holds the header and as many extents as the header says.
        fixed (byte* start = buffer)
        {
            Assert.Equal(0, Libc.Ioctl(file, FS_IOC_FIEMAP, start));
        }

        int mapped = (int)MemoryMarshal.Read<Fiemap>(buffer).MappedExtents;
        Assert.True(mapped < Most, "more extents than the test reads");
        return [.. MemoryMarshal.Cast<byte, Extent>(buffer.AsSpan(headerSize))[..mapped].ToArray()
            .Select(extent => new SeenExtent((long)extent.Logical, (long)extent.Physical, (long)extent.Length, extent.Flags))];
    }

    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct Fiemap
    {
        [FieldOffset(8)]
        internal ulong Length;

        [FieldOffset(20)]
        internal uint MappedExtents;

        [FieldOffset(24)]
        internal uint ExtentCount;
    }

    [StructLayout(LayoutKind.Explicit, Size = 56)]
    private struct Extent
    {
        [FieldOffset(0)]
        internal ulong Logical;

        [FieldOffset(8)]
        internal ulong Physical;

        [FieldOffset(16)]
        internal ulong Length;

        [FieldOffset(40)]
        internal uint Flags;
    }
}
