using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Writes zeroes to a range of a file, so that its blocks are allocated and written, not only reserved.</summary>
internal static class ZeroFill
{
    private const int ChunkSize = 4 << 20;

    private static readonly byte[] s_zeros = new byte[ChunkSize];

    /// <summary>Writes the whole range; reports the bytes written so far after each chunk.</summary>
    /// <exception cref="DaxException">The kernel refused a write.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two chunks.</exception>
    internal static void Write(SafeFileHandle file, string path, long from, long end, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        for (long at = from; at < end;)
        {
            cancellation.ThrowIfCancellationRequested();

            // Up to the next multiple, so that blocks are filled whole.
            long chunk = Math.Min(ChunkSize - at % ChunkSize, end - at);
            at += WriteSome(file, path, (int)chunk, at);
            progress?.Report(at - from);
        }
    }

    private static unsafe long WriteSome(SafeFileHandle file, string path, int count, long at)
    {
        // SAFETY: pinned for the call, and count is within the array.
        fixed (byte* buffer = s_zeros)
        {
            nint written;
            int errno;
            do
            {
                written = Libc.Pwrite(file, buffer, (nuint)count, at);

                // A file that takes no byte and says nothing would be asked for ever.
                errno = written < 0 ? KernelErrors.Last : written == 0 ? Errno.EIO : 0;
            }
            while (errno == Errno.EINTR);
            KernelErrors.Require("pwrite", errno, path, at, count);
            return written;
        }
    }
}
