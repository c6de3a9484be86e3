namespace DaxNative;

/// <summary>
/// Refuses a dax device that no driver for mapping is bound to. Asked before every open and every mmap: mmap on a
/// disabled device is a kernel oops (device_dax dereferences NULL, seen on 6.1 and 6.12).
/// </summary>
internal static class DeviceAdmission
{
    /// <exception cref="DaxException">The device is not in devdax mode.</exception>
    internal static void RequireDevDax(string path, DaxDeviceMode mode)
    {
        if (mode == DaxDeviceMode.DevDax)
        {
            return;
        }

        (DaxError error, string problem, string remedy) = mode switch
        {
            DaxDeviceMode.SystemRam => (DaxError.SystemRamMode, "The device is in system-ram mode: its memory belongs to the kernel.", "daxctl reconfigure-device --mode=devdax"),
            DaxDeviceMode.Disabled => (DaxError.DeviceDisabled, "The device is disabled: no driver is bound to it.", "daxctl enable-device"),
            _ => (DaxError.DeviceDisabled, "Sysfs does not tell which driver the device is bound to, and mapping a disabled device would crash the kernel.", "Mount sysfs and make it readable, then: daxctl list -D"),
        };
        throw KernelErrors.Failed(new DaxFailure(error, "open", problem, $"{remedy} {ShellText.Quote(System.IO.Path.GetFileName(path))}.")
        {
            Path = path,
            Errno = Errno.ENXIO,
            IsPredicted = true,
        });
    }
}
