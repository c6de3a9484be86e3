using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>What statx(2) says of a file beyond stat(2).</summary>
/// <param name="Status">What stat says.</param>
/// <param name="IsDax">
/// STATX_ATTR_DAX: loads and stores go to the memory itself. Only the value tells; the mask of valid attributes has the bit
/// on every file system. It does not promise MAP_SYNC.
/// </param>
/// <param name="IsImmutable">FS_IMMUTABLE_FL is set.</param>
/// <param name="MountId">The number of its mount in mountinfo; null before Linux 5.8.</param>
internal readonly record struct ExtendedStatus(FileStatus Status, bool IsDax, bool IsImmutable, ulong? MountId)
{
    private const uint Wanted = Libc.STATX_BASIC_STATS | Libc.STATX_MNT_ID;

    /// <summary>Of an open file.</summary>
    /// <exception cref="DaxException">The kernel does not answer statx(2).</exception>
    internal static unsafe ExtendedStatus Of(SafeFileHandle file, string path)
    {
        Statx answer = default;

        // SAFETY: the local has the size of the whole structure.
        int errno = Libc.StatxCall(file, "", Libc.AT_EMPTY_PATH, Wanted, &answer) == 0 ? 0 : KernelErrors.Last;
        KernelErrors.Require("statx", errno, path);
        return From(answer);
    }

    /// <summary>Of what a path leads to, without an open file that would hold its mode; null with the errno.</summary>
    internal static unsafe ExtendedStatus? TryAt(string path, out int errno)
    {
        Statx answer = default;

        // SAFETY: as above.
        errno = Libc.StatxCall(Libc.AT_FDCWD, path, 0, Wanted, &answer) == 0 ? 0 : KernelErrors.Last;
        return errno == 0 ? From(answer) : null;
    }

    /// <summary>Of what a path leads to.</summary>
    /// <exception cref="DaxException">There is nothing, or the kernel does not answer.</exception>
    internal static ExtendedStatus At(string path) =>
        TryAt(path, out int errno) ?? throw KernelErrors.Failed("statx", errno, path);

    private static ExtendedStatus From(in Statx answer) => new(
        FileStatus.From(answer),
        (answer.stx_attributes & Libc.STATX_ATTR_DAX) != 0,
        (answer.stx_attributes & Libc.STATX_ATTR_IMMUTABLE) != 0,
        (answer.stx_mask & Libc.STATX_MNT_ID) != 0 ? answer.stx_mnt_id : null);
}
