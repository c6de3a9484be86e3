using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative;

/// <summary>The <c>deep_flush</c> attribute of an nd region: the only attribute that DaxNative writes.</summary>
internal static class DeepFlushAttribute
{
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The state of a region's attribute now.</summary>
    internal static DeepFlushState ReadState(string regionPath)
    {
        if (!Directory.Exists(regionPath))
        {
            return DeepFlushState.NoRegion;
        }

        string path = regionPath + "/deep_flush";
        return SysfsAttribute.Read(path) switch
        {
            "0" => DeepFlushState.NotNeeded,
            "1" => MayWrite(path) ? DeepFlushState.Available : DeepFlushState.NotPermitted,
            _ => DeepFlushState.Unknown,
        };
    }

    /// <summary>Flushes the region's write-pending queues; returns only when the kernel said that it did, or that there are none.</summary>
    /// <exception cref="DaxException">
    /// <see cref="DaxError.DeepFlushNotAvailable"/> where the region has no attribute that this process may write;
    /// <see cref="DaxError.System"/> where the kernel refused or failed the write.
    /// </exception>
    internal static void Flush(string regionPath)
    {
        string path = regionPath + "/deep_flush";

        // The state is read again: permissions and regions change while a mapping lives.
        switch (ReadState(regionPath))
        {
            case DeepFlushState.NotNeeded:
                return;
            case DeepFlushState.Available:
                Write(path);
                return;
            case DeepFlushState.NotPermitted:
                throw NotAvailable(path, "Only a user with write permission on the attribute may flush.", "Run as root, or let an administrator change the attribute's owner or mode.");
            case DeepFlushState.NoRegion:
                throw NotAvailable(path, "The nd region is gone.", "Open the mapping again after the region was enabled (ndctl enable-region).");
            default:
                throw NotAvailable(path, "The kernel does not know whether this region has queues to flush.", "Only regions with NVDIMM mappings (ACPI NFIT, papr, CXL) can be deep-flushed; Persist is what this region offers.");
        }
    }

    private static bool MayWrite(string path)
    {
        // Mode 0444 refuses even root on sysfs; on a recorded tree it would not, so the mode is asked first.
        if (!AnybodyMayWrite(path))
        {
            return false;
        }

        using SafeFileHandle? file = PosixFile.TryOpen(path, OpenFlags.O_WRONLY, out _);
        return file is not null;
    }

    // A region may be disabled at any moment, and its attributes go with it.
    private static bool AnybodyMayWrite(string path)
    {
        try
        {
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & AnyWrite) != 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes 1; any errno is an exception.</summary>
    internal static unsafe void Write(string path)
    {
        using SafeFileHandle? file = PosixFile.TryOpen(path, OpenFlags.O_WRONLY, out int errno);
        if (file is not null)
        {
            ReadOnlySpan<byte> text = "1\n"u8;
            fixed (byte* start = text)
            {
                // SAFETY: the literal is pinned and as long as the count says.
                nint written = Libc.Pwrite(file, start, (nuint)text.Length, 0);
                if (written == text.Length)
                {
                    return;
                }

                errno = written < 0 ? KernelErrors.Last : Errno.EIO;
            }
        }

        throw KernelErrors.Failed(new DaxFailure(
            DaxError.System,
            "write",
            "The kernel did not confirm the deep flush.",
            "Treat the data as not deep-flushed; try again, and look into dmesg for the region.")
        {
            Path = path,
            Errno = errno,
        });
    }

    private static DaxException NotAvailable(string path, string problem, string remedy) =>
        new DaxFailure(DaxError.DeepFlushNotAvailable, "deep_flush", problem, remedy) { Path = path, IsPredicted = true }.ToException();
}
