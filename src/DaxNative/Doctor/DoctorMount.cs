namespace DaxNative;

/// <summary>A file system on persistent memory, or mounted for DAX, and what a file on it would give. Immutable.</summary>
/// <param name="Mount">The mount.</param>
/// <param name="Regions">The names of the nd regions beneath it.</param>
/// <param name="Outlook">What mapping a new file would be worth, predicted from the mount's options and sysfs.</param>
public sealed record DoctorMount(MountInfoEntry Mount, IReadOnlyList<string> Regions, DoctorOutlook Outlook);
