using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>fallocate(2) in the forms that change where a file lies; each gives zero or the errno.</summary>
internal static class BlockSpace
{
    /// <summary>Reserves blocks, also beyond the end of the file, without changing its size.</summary>
    internal static int Reserve(SafeFileHandle file, long offset, long length) =>
        Fallocate(file, Libc.FALLOC_FL_KEEP_SIZE, offset, length);

    /// <summary>Reserves blocks and lets the file grow.</summary>
    internal static int Extend(SafeFileHandle file, long offset, long length) => Fallocate(file, 0, offset, length);

    /// <summary>Gives the blocks of a range back: it becomes a hole.</summary>
    internal static int Punch(SafeFileHandle file, long offset, long length) =>
        Fallocate(file, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, offset, length);

    /// <summary>Cuts a range out: what lies behind it moves to the front, in the file and not on the device.</summary>
    internal static int Collapse(SafeFileHandle file, long offset, long length) =>
        Fallocate(file, Libc.FALLOC_FL_COLLAPSE_RANGE, offset, length);

    private static int Fallocate(SafeFileHandle file, int mode, long offset, long length) =>
        PosixFile.Retry(() => Libc.Fallocate(file, mode, offset, length) == 0 ? 0 : KernelErrors.Last);
}
