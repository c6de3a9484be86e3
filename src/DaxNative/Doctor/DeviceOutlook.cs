namespace DaxNative;

/// <summary>What mapping a dax device would give, from sysfs alone.</summary>
internal static class DeviceOutlook
{
    internal static DoctorOutlook Of(LinuxRoot root, DaxDevice device)
    {
        Backing backing = device is { Major: { } major, Minor: { } minor }
            ? BackingResolver.OfDaxDevice(root, major, minor)
            : new Backing([]);
        List<DoctorCondition> conditions = [Mode(device), .. MemoryConditions.Of(root, backing, CpuFlush.Best, "")];
        if (device.Mode != DaxDeviceMode.DevDax)
        {
            return new DoctorOutlook
            {
                Verdict = device.Mode == DaxDeviceMode.Unknown ? DoctorVerdict.Unknown : DoctorVerdict.NotDurableByCpu,
                Refusal = device.Mode == DaxDeviceMode.SystemRam ? DaxError.SystemRamMode : DaxError.DeviceDisabled,
                PersistenceDomain = backing.Weakest,
                Reason = conditions[0].Detail,
                Conditions = conditions,
            };
        }

        var facts = new MemoryFacts
        {
            Path = device.Name,
            IsDevice = true,
            IsDax = true,
            IsMapSync = true,
            Backing = backing,
            VolatileBecause = device.MemoryKind == DaxMemoryKind.VolatileMemory ? $"{device.Name} is volatile memory" : null,
            Instruction = CpuFlush.Best,
        };
        return Decide(facts, conditions);
    }

    /// <summary>The table's answer. Volatile memory is admitted: the answer then says volatile.</summary>
    internal static DoctorOutlook Decide(MemoryFacts facts, IReadOnlyList<DoctorCondition> conditions)
    {
        try
        {
            return DoctorOutlook.Of(GuaranteeTable.Decide(facts, MappingOptions.Default with { AllowVolatile = true }), conditions);
        }
        catch (DaxException refusal)
        {
            return DoctorOutlook.Of(refusal, facts.Backing, conditions);
        }
    }

    private static DoctorCondition Mode(DaxDevice device) => device.Mode switch
    {
        DaxDeviceMode.DevDax => DoctorCondition.Of("devdax mode", true, "The device is in devdax mode."),
        DaxDeviceMode.SystemRam => DoctorCondition.Of("devdax mode", false, "The device is in system-ram mode: its memory belongs to the kernel.", $"daxctl reconfigure-device --mode=devdax {device.Name}"),
        DaxDeviceMode.Disabled => DoctorCondition.Of("devdax mode", false, "The device is disabled: no driver is bound to it.", $"daxctl enable-device {device.Name}"),
        _ => DoctorCondition.Of("devdax mode", null, "Sysfs does not tell which driver the device is bound to.", $"daxctl list -D -d {device.Name}"),
    };
}
