using System.Runtime.InteropServices;

namespace DaxNative;

/// <summary>The one place where an errno becomes a <see cref="DaxException"/>.</summary>
internal static class KernelErrors
{
    /// <summary>The errno of the last system call of this thread; read it before anything else is called.</summary>
    internal static int Last => Marshal.GetLastPInvokeError();

    /// <summary>Makes the failure of a system call from its errno, with the kind and the remedy that belong to it.</summary>
    internal static DaxException Failed(string operation, int errno, string? path, long? offset = null, long? length = null)
    {
        (DaxError error, string problem, string remedy) = Explain(errno);
        return new DaxFailure(error, operation, problem, remedy)
        {
            Path = path,
            Offset = offset,
            Length = length,
            Errno = errno,
            ErrnoName = PosixFile.ErrnoName(errno),
        }.ToException();
    }

    /// <summary>Throws that failure unless the errno is zero.</summary>
    internal static void Require(string operation, int errno, string path, long? offset = null, long? length = null)
    {
        if (errno != 0)
        {
            throw Failed(operation, errno, path, offset, length);
        }
    }

    /// <summary>Completes a failure whose problem and remedy the caller knows better than the errno says.</summary>
    internal static DaxException Failed(DaxFailure failure) =>
        (failure with { ErrnoName = failure.Errno == 0 ? "" : PosixFile.ErrnoName(failure.Errno) }).ToException();

    private static (DaxError Error, string Problem, string Remedy) Explain(int errno) => errno switch
    {
        Errno.ENOENT => (DaxError.NotFound, "It does not exist.", "Check the path; a dax device comes from a devdax namespace (`daxnative doctor` lists them)."),
        Errno.EEXIST => (DaxError.AlreadyExists, "It exists already.", "Open it with FileMode.Open, or choose another path."),
        Errno.EACCES or Errno.EPERM => (DaxError.PermissionDenied, "This user may not do that.", "Give the user read and write permission on it (device nodes by a udev rule), or open it read-only."),
        Errno.EROFS => (DaxError.PermissionDenied, "The file system is mounted read-only.", "Remount it read-write, or open the file read-only."),
        Errno.EISDIR => (DaxError.WrongFileType, "It is a directory.", "Name a regular file or a /dev/daxX.Y device."),
        Errno.ENOSPC or Errno.EDQUOT => (DaxError.NoSpace, "No room is left.", "Free space on the file system, or ask for a smaller length."),
        Errno.EFBIG => (DaxError.NoSpace, "The length is larger than the file system or the process's limit allows.", "Ask for a smaller length, or raise the limit (ulimit -f)."),
        Errno.ENXIO or Errno.ENODEV => (DaxError.DeviceDisabled, "The device is gone, disabled, or not in devdax mode.", "Enable it: daxctl enable-device, or daxctl reconfigure-device --mode=devdax."),
        Errno.ENOMEM => (DaxError.System, "The address space, the page tables or the limit on mappings is exhausted.", "Raise vm.max_map_count or the process's address-space limit (ulimit -v), or dispose of mappings."),
        Errno.EOPNOTSUPP => (DaxError.NotSupported, "The kernel does not support this for the file.", "Use a DAX file or a device in devdax mode."),
        Errno.EHWPOISON or Errno.EIO => (DaxError.System, "The media reported an error.", "Look at the region's bad blocks (ndctl list --media-errors)."),
        _ => (DaxError.System, "The kernel refused.", "See the errno in the manual page of the system call."),
    };
}
