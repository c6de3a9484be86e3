using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>pread(2) into a span: one system call, where .NET's own read asks first whether the file can be sought.</summary>
internal static unsafe class FileRead
{
    /// <summary>Reads at most what the span holds. EINTR is retried.</summary>
    /// <returns>The bytes read; -1 with <paramref name="errno"/> set.</returns>
    internal static int At(SafeFileHandle file, Span<byte> destination, long offset, out int errno)
    {
        // SAFETY: pinned for the call, and as long as the count says.
        fixed (byte* buffer = destination)
        {
            nint count;
            do
            {
                count = Libc.Pread(file, buffer, (nuint)destination.Length, offset);
                errno = count < 0 ? KernelErrors.Last : 0;
            }
            while (errno == Errno.EINTR);
            return (int)count;
        }
    }
}
