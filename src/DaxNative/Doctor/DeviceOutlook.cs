namespace DaxNative;

/// <summary>What mapping a dax device would give, from sysfs alone.</summary>
internal static class DeviceOutlook
{
    internal static DoctorOutlook Of(LinuxRoot root, DaxDevice device)
    {
        MemoryFacts facts = device is { Major: { } major, Minor: { } minor } && DaxBus.Identify(root, major, minor) is { } known
            ? MemoryFacts.OfDevice(device.Name, known)
            : MemoryFacts.OfUnknownDevice(device.Name);
        List<DoctorCondition> conditions = [Mode(device), .. MemoryConditions.Of(root, facts, "")];
        return device.Mode == DaxDeviceMode.DevDax
            ? DoctorOutlook.Of(facts, conditions)
            : new DoctorOutlook
            {
                Verdict = device.Mode == DaxDeviceMode.Unknown ? DoctorVerdict.Unknown : DoctorVerdict.NotDurableByCpu,
                Refusal = device.Mode == DaxDeviceMode.SystemRam ? DaxError.SystemRamMode : DaxError.DeviceDisabled,
                PersistenceDomain = facts.Backing.Weakest,
                Reason = conditions[0].Detail,
                Conditions = conditions,
            };
    }

    private static DoctorCondition Mode(DaxDevice device) => device.Mode switch
    {
        DaxDeviceMode.DevDax => DoctorCondition.Of("devdax mode", true, "The device is in devdax mode."),
        DaxDeviceMode.SystemRam => DoctorCondition.Of("devdax mode", false, "The device is in system-ram mode: its memory belongs to the kernel.", $"daxctl reconfigure-device --mode=devdax {device.Name}"),
        DaxDeviceMode.Disabled => DoctorCondition.Of("devdax mode", false, "The device is disabled: no driver is bound to it.", $"daxctl enable-device {device.Name}"),
        _ => DoctorCondition.Of("devdax mode", null, "Sysfs does not tell which driver the device is bound to.", $"daxctl list -D -d {device.Name}"),
    };
}
