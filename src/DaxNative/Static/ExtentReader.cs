using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>
/// Enumerates the extents of a file in order of their offsets, in batches through one rented buffer: a file of a
/// million extents costs as much memory as one of ten.
/// </summary>
internal static class ExtentReader
{
    internal const int BatchSize = 512;

    private static readonly int s_headerSize = Unsafe.SizeOf<Fiemap>();
    private static readonly int s_extentSize = Unsafe.SizeOf<Fiemap_Extent>();

    /// <summary>The extents of an open file, with what the page cache still holds written out first.</summary>
    internal static IEnumerable<FileExtent> Read(SafeFileHandle file, string path, long offset = 0, long length = long.MaxValue) =>
        Read(new KernelFiemap(file), path, offset, length);

    /// <summary>The extents that touch a range, one request for each <see cref="BatchSize"/> of them.</summary>
    /// <exception cref="DaxException">The file system does not answer FIEMAP, or answers nonsense.</exception>
    internal static IEnumerable<FileExtent> Read(IFiemap fiemap, string path, long offset, long length)
    {
        byte[] request = ArrayPool<byte>.Shared.Rent(s_headerSize + BatchSize * s_extentSize);
        try
        {
            long end = length > long.MaxValue - offset ? long.MaxValue : offset + length;
            long next = offset;

            // Once is enough for what was dirty before; what is stored meanwhile is nobody's snapshot anyway.
            uint flags = Libc.FIEMAP_FLAG_SYNC;
            while (next < end)
            {
                int count = Ask(fiemap, request, path, next, end - next, flags);
                flags = 0;
                for (int i = 0; i < count; i++)
                {
                    FileExtent extent = ExtentAt(request, i);
                    RequireProgress(path, extent, next);
                    yield return extent;
                    next = extent.End;
                    if (extent.IsLast)
                    {
                        yield break;
                    }
                }

                if (count == 0)
                {
                    yield break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(request);
        }
    }

    private static int Ask(IFiemap fiemap, byte[] request, string path, long start, long length, uint flags)
    {
        Span<byte> whole = request.AsSpan(0, s_headerSize + BatchSize * s_extentSize);
        whole.Clear();
        ref Fiemap header = ref MemoryMarshal.AsRef<Fiemap>(whole);
        header.fm_start = (ulong)start;
        header.fm_length = (ulong)length;
        header.fm_flags = flags;
        header.fm_extent_count = BatchSize;
        int errno = fiemap.Ask(whole);
        return errno switch
        {
            0 => (int)Math.Min(header.fm_mapped_extents, BatchSize),
            Errno.EOPNOTSUPP or Errno.ENOTTY => throw KernelErrors.Failed(new DaxFailure(
                DaxError.NotSupported, "ioctl(FS_IOC_FIEMAP)", "The file system does not tell where its files lie.", "Use a file on ext4 or xfs.")
            {
                Path = path,
                Errno = errno,
            }),
            _ => throw KernelErrors.Failed("ioctl(FS_IOC_FIEMAP)", errno, path, start, length),
        };
    }

    private static FileExtent ExtentAt(byte[] request, int index)
    {
        Fiemap_Extent extent = MemoryMarshal.Read<Fiemap_Extent>(request.AsSpan(s_headerSize + index * s_extentSize));
        return new FileExtent((long)extent.fe_logical, (long)extent.fe_length, (long)extent.fe_physical, extent.fe_flags);
    }

    // An answer that does not go on would be asked for for ever.
    private static void RequireProgress(string path, FileExtent extent, long next)
    {
        if (extent.Offset < 0 || extent.Length <= 0 || extent.Length > long.MaxValue - extent.Offset || extent.End <= next)
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.System, "ioctl(FS_IOC_FIEMAP)", $"The file system answers an extent ({extent.Offset}, {extent.Length}) that does not go on from {next}.", "Check the file system (fsck).") { Path = path });
        }
    }
}
