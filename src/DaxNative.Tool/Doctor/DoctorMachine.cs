namespace DaxNative.Tool;

/// <summary>The persistent memory of a machine, and what it would give. Immutable.</summary>
internal sealed record DoctorMachine
{
    /// <summary>Gets whether the kernel's account of its devices could be read at all.</summary>
    public required bool IsReadable { get; init; }

    /// <summary>Gets the flush instructions of this CPU, the best first; empty off x86-64 and Arm64.</summary>
    public required IReadOnlyList<FlushInstruction> FlushInstructions { get; init; }

    /// <summary>Gets the nd buses.</summary>
    public required IReadOnlyList<NdBusInfo> Buses { get; init; }

    /// <summary>Gets the DIMMs.</summary>
    public required IReadOnlyList<NdDimm> Dimms { get; init; }

    /// <summary>Gets the nd regions.</summary>
    public required IReadOnlyList<NdRegion> Regions { get; init; }

    /// <summary>Gets which DIMMs the regions are made of.</summary>
    public required IReadOnlyList<NdMapping> Mappings { get; init; }

    /// <summary>Gets the namespaces.</summary>
    public required IReadOnlyList<NdNamespace> Namespaces { get; init; }

    /// <summary>Gets the dax devices.</summary>
    public required IReadOnlyList<DoctorDevice> Devices { get; init; }

    /// <summary>Gets the file systems on persistent memory.</summary>
    public required IReadOnlyList<DoctorMount> Mounts { get; init; }

    /// <summary>Gets the best that any device or file system here would give.</summary>
    public DoctorVerdict Verdict
    {
        get
        {
            DoctorVerdict[] verdicts = [.. Devices.Select(device => device.Outlook.Verdict), .. Mounts.Select(mount => mount.Outlook.Verdict)];
            return verdicts.Contains(DoctorVerdict.DurableByCpu) ? DoctorVerdict.DurableByCpu
                : verdicts.Contains(DoctorVerdict.Unknown) || !IsReadable ? DoctorVerdict.Unknown
                : DoctorVerdict.NotDurableByCpu;
        }
    }
}

/// <summary>A dax device and what mapping it would give. Immutable.</summary>
/// <param name="Device">The device.</param>
/// <param name="Outlook">What a mapping would be worth, predicted from sysfs: the device is not opened.</param>
internal sealed record DoctorDevice(DaxDevice Device, DoctorOutlook Outlook);

/// <summary>A file system on persistent memory, or mounted for DAX, and what a file on it would give. Immutable.</summary>
/// <param name="Mount">The mount.</param>
/// <param name="Regions">The names of the nd regions beneath it.</param>
/// <param name="Outlook">What mapping a new file would be worth, predicted from the mount's options and sysfs.</param>
internal sealed record DoctorMount(MountInfoEntry Mount, IReadOnlyList<string> Regions, DoctorOutlook Outlook);
