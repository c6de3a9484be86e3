namespace DaxNative;

/// <summary>What mapping a file of a mount would give, from the mount's options and sysfs, without a file.</summary>
internal static class MountOutlook
{
    private const string Create = "tools/ndctl-setup.sh create --mode fsdax --fs ext4 --mount DIRECTORY";

    private static readonly string[] s_withDax = ["ext2", "ext4", "xfs"];

    /// <summary>The mounts that are of interest: those on persistent memory, and those that ask for DAX.</summary>
    internal static IEnumerable<DoctorMount> All(LinuxRoot root)
    {
        foreach (MountInfoEntry mount in MountInfoReader.Read(root))
        {
            Backing backing = BackingResolver.OfFile(root, mount.Major, mount.Minor);
            if (backing.Leaves.Any(leaf => leaf.Region is not null) || DaxOption(mount) is "dax" or "dax=always")
            {
                yield return new DoctorMount(
                    mount,
                    [.. backing.Leaves.Select(leaf => leaf.Region?.Name).OfType<string>().Distinct()],
                    Of(root, mount, backing, IsDaxOn(mount)));
            }
        }
    }

    /// <param name="root">Where sysfs is.</param>
    /// <param name="mount">The mount; null where this process sees none.</param>
    /// <param name="backing">What lies beneath.</param>
    /// <param name="isDax">Whether the file is in DAX mode, or would be; null where that is not known.</param>
    internal static DoctorOutlook Of(LinuxRoot root, MountInfoEntry? mount, Backing backing, bool? isDax)
    {
        List<DoctorCondition> conditions = Conditions(root, mount, backing, isDax);
        bool isOnPmem = backing.Leaves.Count > 0 && backing.Leaves.All(leaf => leaf.Kind == BackingKind.PersistentMemory);
        if (isDax is null && isOnPmem)
        {
            return new DoctorOutlook
            {
                Verdict = DoctorVerdict.Unknown,
                PersistenceDomain = backing.Weakest,
                Reason = "whether its files are in DAX mode depends on each file's own flag",
                Conditions = conditions,
            };
        }

        bool isMapSync = isDax == true && backing.AllSynchronous;
        var facts = new MemoryFacts
        {
            Path = mount?.MountPoint ?? "",
            IsDevice = false,
            IsDax = isDax == true,
            IsMapSync = isMapSync,
            NoMapSyncBecause = conditions.FirstOrDefault(condition => condition.State != DoctorConditionState.Met)?.Detail.TrimEnd('.'),
            Backing = backing,
            VolatileBecause = VolatileBecause(mount, backing),
            Instruction = CpuFlush.Best,
        };
        return DeviceOutlook.Decide(facts, conditions);
    }

    private static List<DoctorCondition> Conditions(LinuxRoot root, MountInfoEntry? mount, Backing backing, bool? isDax)
    {
        if (VolatileBecause(mount, backing) is { } cause)
        {
            return [DoctorCondition.Of("persistent memory", false, $"Its contents do not outlive a power loss: {cause}.", Create)];
        }

        List<DoctorCondition> conditions = [.. MemoryConditions.Of(root, backing, CpuFlush.Best, Create)];
        if (conditions[0].State == DoctorConditionState.Missing)
        {
            return conditions;
        }

        if (backing.Misalignment is { } misalignment)
        {
            conditions.Insert(1, DoctorCondition.Of("aligned to 4 KiB", false, misalignment));
        }

        // Where sysfs does not lead to a device (btrfs, overlayfs), no command on the mount's source could be right.
        bool isOnPmem = conditions[0].State == DoctorConditionState.Met;
        conditions.Insert(1, FileSystem(mount, isOnPmem));
        conditions.Insert(2, DaxMode(mount, isDax, isOnPmem));
        return conditions;
    }

    /// <summary>Whether new files are in DAX mode; null where that depends on the file.</summary>
    internal static bool? IsDaxOn(MountInfoEntry? mount) => mount is null ? null : DaxOption(mount) switch
    {
        "dax" or "dax=always" => true,
        "dax=never" => false,
        _ => s_withDax.Contains(mount.FileSystemType) ? null : false,
    };

    private static string? DaxOption(MountInfoEntry mount) => mount.SuperOptions.Concat(mount.Options)
        .FirstOrDefault(option => option == "dax" || option.StartsWith("dax=", StringComparison.Ordinal));

    private static DoctorCondition FileSystem(MountInfoEntry? mount, bool isOnPmem) => mount is null
        ? DoctorCondition.Of("file system with DAX", null, "This process does not see the mount.")
        : DoctorCondition.Of(
            "file system with DAX",
            s_withDax.Contains(mount.FileSystemType),
            $"The file system is {mount.FileSystemType}, mounted at {mount.MountPoint}.",
            isOnPmem ? $"umount {mount.MountPoint} && mkfs.ext4 -b 4096 {mount.Source}   # destroys what is on it" : null);

    private static DoctorCondition DaxMode(MountInfoEntry? mount, bool? isDax, bool isOnPmem) => DoctorCondition.Of(
        "DAX mode",
        isDax,
        (isDax, mount is null ? null : DaxOption(mount)) switch
        {
            (true, _) => "Files here are in DAX mode.",
            (false, { } option) => $"The file is not in DAX mode; the mount has {option}.",
            (false, null) => "The file is not in DAX mode; the mount has no dax option, so the file's own flag decides.",
            _ => "The mount has no dax=always, so each file's own flag decides.",
        },
        mount is null || !isOnPmem ? null : $"umount {mount.MountPoint} && mount -o dax=always {mount.Source} {mount.MountPoint}");

    private static string? VolatileBecause(MountInfoEntry? mount, Backing backing) => mount?.FileSystemType switch
    {
        "tmpfs" or "ramfs" or "hugetlbfs" => "it is on " + mount.FileSystemType,
        _ when backing.AnyVolatile => $"it is on {GuaranteeTable.DescribeLeaves(backing)}, which is volatile memory",
        _ => null,
    };
}
