using System.Runtime.Versioning;

namespace DaxNative.Tool;

/// <summary>
/// Says what this machine's persistent memory would give a program, and why not more: every condition that is not met,
/// with the command that meets it. Changes nothing.
/// </summary>
/// <remarks>
/// May be called from any thread. Works without root and without ndctl: what this user may not read is unknown. Each
/// answer is a snapshot.
/// </remarks>
internal static class Doctor
{
    /// <summary>Looks at the whole machine: buses, DIMMs, regions, namespaces, dax devices, file systems, the CPU.</summary>
    /// <returns>What there is, and what each device and file system would give.</returns>
    /// <exception cref="DaxException">The kernel's account cannot be read in a way that is not foreseen.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 or Arm64, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public static DoctorMachine ExamineMachine()
    {
        Platform.RequireLinux();
        return ExamineMachine(LinuxRoot.Running);
    }

    /// <summary>Looks at the recorded /sys and /proc of another machine (tools/capture-fixtures.sh). The CPU is still this one.</summary>
    /// <param name="recordedTree">The directory that stands for the other machine's root.</param>
    /// <returns>What there was, and what each device and file system would have given.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="DaxException">The recorded account cannot be read in a way that is not foreseen.</exception>
    [SupportedOSPlatform("linux")]
    public static DoctorMachine ExamineMachine(string recordedTree)
    {
        PathArgument.Require(recordedTree);
        return ExamineMachine(LinuxRoot.At(recordedTree));
    }

    /// <summary>Looks at one file, directory or dax device. What can be opened is mapped read-only for a moment, and never written.</summary>
    /// <param name="path">A file, a directory for a new file there, or a device such as /dev/dax0.0.</param>
    /// <returns>What it would give. A path that cannot be reached is an answer too, not an exception.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="DaxException">The kernel's account cannot be read in a way that is not foreseen.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 or Arm64, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public static DoctorPath ExaminePath(string path)
    {
        PathArgument.Require(path);
        Platform.RequireLinux();
        return PathOutlook.Of(LinuxRoot.Running, path);
    }

    /// <summary>Looks at the DAX mappings of a running process, whoever made them. Reads its smaps, which walks its page tables.</summary>
    /// <param name="processId">The process.</param>
    /// <returns>Its mappings of DAX files and dax devices.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process id is not positive.</exception>
    /// <exception cref="DaxException">There is no such process, or this user may not look at it.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux on x86-64 or Arm64, or its C library has no statx.</exception>
    [SupportedOSPlatform("linux")]
    public static DoctorProcess ExamineProcess(int processId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        Platform.RequireLinux();
        return new DoctorProcess(processId, ProcessMappings.Of(LinuxRoot.Running, processId));
    }

    internal static DoctorMachine ExamineMachine(LinuxRoot root) => new()
    {
        IsReadable = SysfsPath.Names(root.Sys).Count > 0,
        FlushInstructions = [.. Enum.GetValues<FlushInstruction>().Where(CpuFlush.IsSupported).OrderDescending()],
        Buses = NdBus.Buses(root),
        Dimms = NdBus.Dimms(root),
        Regions = NdBus.Regions(root),
        Mappings = NdBus.Mappings(root),
        Namespaces = NdBus.Namespaces(root),
        Devices = [.. DaxBus.Enumerate(root).Select(device => new DoctorDevice(device, DeviceOutlook.Of(root, device)))],
        Mounts = Mounts(root),
    };

    // A tree without /proc has no mounts to show, which takes nothing from the rest.
    private static IReadOnlyList<DoctorMount> Mounts(LinuxRoot root)
    {
        try
        {
            return [.. MountOutlook.All(root)];
        }
        catch (DaxException failure) when (failure.Error is DaxError.NotFound or DaxError.PermissionDenied)
        {
            return [];
        }
    }
}
