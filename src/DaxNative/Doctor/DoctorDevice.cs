namespace DaxNative;

/// <summary>A dax device and what mapping it would give. Immutable.</summary>
/// <param name="Device">The device.</param>
/// <param name="Outlook">What a mapping would be worth, predicted from sysfs: the device is not opened.</param>
public sealed record DoctorDevice(DaxDevice Device, DoctorOutlook Outlook);
