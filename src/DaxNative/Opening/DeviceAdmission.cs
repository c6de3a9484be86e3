namespace DaxNative;

/// <summary>
/// Refuses a dax device that no driver for mapping is bound to. Asked before every open and every mmap: mmap on a
/// disabled device is a kernel oops (device_dax dereferences NULL, seen on 6.1 and 6.12).
/// </summary>
internal static class DeviceAdmission
{
    /// <summary>Why a device with this driver cannot be mapped, and what to do; null where it can.</summary>
    internal static (DaxError Error, string Problem, string Remedy)? Shortcoming(DaxDriver driver, string device)
    {
        const string Reconfigure = "daxctl reconfigure-device ";

        // With -f, memory that is online is taken from the kernel first.
        string toDevDax = "--mode=devdax " + ShellText.Quote(device);
        return driver switch
        {
            { Mode: DaxDeviceMode.DevDax } => null,
            { Mode: DaxDeviceMode.SystemRam } => (DaxError.SystemRamMode, "The device is in system-ram mode: its memory belongs to the kernel.", Reconfigure + "-f " + toDevDax),
            { Mode: DaxDeviceMode.Disabled } => (DaxError.DeviceDisabled, "The device is disabled: no driver is bound to it.", "daxctl enable-device " + ShellText.Quote(device)),
            { Mode: DaxDeviceMode.FileSystem } => (DaxError.DeviceDisabled, "The device is in the mode for file systems (fsdev_dax): its memory belongs to one such as famfs.", Reconfigure + toDevDax),
            { Name: { } name } => (DaxError.DeviceDisabled, $"The device is bound to the driver {name}, of which DaxNative does not know what mapping it does.", Reconfigure + toDevDax),
            _ => (DaxError.DeviceDisabled, "Sysfs does not tell which driver the device is bound to, and mapping a disabled device would crash the kernel.", "Mount sysfs and make it readable, then: daxctl list -D -d " + ShellText.Quote(device)),
        };
    }

    /// <exception cref="DaxException">The device is not in devdax mode.</exception>
    internal static void RequireDevDax(string path, DaxDriver driver)
    {
        if (Shortcoming(driver, System.IO.Path.GetFileName(path)) is var (error, problem, remedy))
        {
            // What the kernel would say under another driver is that driver's affair.
            int errno = driver.Mode is DaxDeviceMode.Disabled or DaxDeviceMode.SystemRam ? Errno.ENXIO : 0;
            throw KernelErrors.Failed(new DaxFailure(error, "open", problem, remedy + ".") { Path = path, Errno = errno, IsPredicted = true });
        }
    }
}
