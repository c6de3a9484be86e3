namespace DaxNative;

/// <summary>What an immutable file means to who wants to open it for writing.</summary>
internal static unsafe class PinnedFile
{
    /// <summary>Whether FS_IMMUTABLE_FL is set; asks by name, because such a file may not be opened for writing.</summary>
    internal static bool IsPinned(string path)
    {
        Statx status = default;

        // SAFETY: the local has the size of the whole structure.
        return Libc.StatxCall(Libc.AT_FDCWD, path, 0, 0, &status) == 0
            ? (status.stx_attributes & Libc.STATX_ATTR_IMMUTABLE) != 0
            : throw KernelErrors.Failed("statx", KernelErrors.Last, path);
    }

    /// <summary>
    /// Why an open failed. EPERM on a pinned file has a remedy of its own: it may be pinned by an owner that still runs, or
    /// by one that has gone.
    /// </summary>
    internal static DaxException OpenFailed(string path, int errno) =>
        errno == Errno.EPERM && IsPinned(path) ? Refused(path) : KernelErrors.Failed("open", errno, path);

    private static DaxException Refused(string path) => KernelErrors.Failed(new DaxFailure(
        DaxError.PermissionDenied,
        "open",
        "The file is pinned (FS_IMMUTABLE_FL), so nobody may open it for writing; mappings made before go on storing.",
        "Open it read-only; or, when whoever pinned it has ended (a crash leaves the pin), StaticFile.Unpin, open it, and Pin it again while it is open.")
    {
        Path = path,
        Errno = Errno.EPERM,
    });
}
