using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>Who answers FIEMAP: the kernel, or a test.</summary>
internal interface IFiemap
{
    /// <summary>Fills the extents that follow the <see cref="Fiemap"/> header.</summary>
    /// <returns>Zero, or the errno.</returns>
    int Ask(Span<byte> request);
}

/// <summary>FIEMAP of an open file.</summary>
internal sealed class KernelFiemap(SafeFileHandle file) : IFiemap
{
    public unsafe int Ask(Span<byte> request)
    {
        // SAFETY: pinned for the call; the header in front says for how many extents the span has room.
        fixed (byte* header = request)
        {
            int errno;
            do
            {
                errno = Libc.Ioctl(file, Libc.FS_IOC_FIEMAP, header) == 0 ? 0 : KernelErrors.Last;
            }
            while (errno == Errno.EINTR);
            return errno;
        }
    }
}
