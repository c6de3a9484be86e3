namespace DaxNative.Tool;

/// <summary>What mapping a dax device would give, from sysfs alone.</summary>
internal static class DeviceOutlook
{
    internal static DoctorOutlook Of(LinuxRoot root, DaxDevice device)
    {
        MemoryFacts facts = device is { Major: { } major, Minor: { } minor } && DaxBus.Identify(root, major, minor) is { } known
            ? MemoryFacts.OfDevice(device.Name, known)
            : MemoryFacts.OfUnknownDevice(device.Name);
        if (DeviceAdmission.Shortcoming(new DaxDriver(device.Driver, device.Mode), device.Name) is not var (error, problem, remedy))
        {
            return DoctorOutlook.Of(facts, [DevDax(true, "The device is in devdax mode.", null), .. MemoryConditions.Of(root, facts, "")]);
        }

        bool isUnknown = device.Mode == DaxDeviceMode.Unknown;
        return new DoctorOutlook
        {
            Verdict = isUnknown ? DoctorVerdict.Unknown : DoctorVerdict.NotDurableByCpu,
            Refusal = error,
            PersistenceDomain = facts.Backing.Weakest,
            Reason = problem,
            Conditions = [DevDax(isUnknown ? null : false, problem, remedy), .. MemoryConditions.Of(root, facts, "")],
        };
    }

    private static DoctorCondition DevDax(bool? holds, string detail, string? remedy) => DoctorCondition.Of("devdax mode", holds, detail, remedy);
}
