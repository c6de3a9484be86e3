namespace DaxNative.Tool;

/// <summary>What mapping a file of a mount would give, from the mount's options and sysfs, without a file.</summary>
internal static class MountOutlook
{
    private static readonly string[] s_withDax = ["ext2", "ext4", "xfs"];

    /// <summary>The mounts that are of interest: those on persistent memory, and those that ask for DAX.</summary>
    internal static IEnumerable<DoctorMount> All(LinuxRoot root)
    {
        foreach (MountInfoEntry mount in MountInfoReader.Read(root))
        {
            var file = FileFacts.Of(mount, IsDaxOn(mount));
            var facts = MemoryFacts.OfFile(root, file);
            if (facts.Backing.Leaves.Any(leaf => leaf.Region is not null) || DaxOption(mount) is "dax" or "dax=always")
            {
                yield return new DoctorMount(
                    mount,
                    [.. facts.Backing.Leaves.Select(leaf => leaf.Region?.Name).OfType<string>().Distinct()],
                    Of(root, file, facts));
            }
        }
    }

    /// <summary>What a file would give.</summary>
    /// <param name="root">The kernel's tree.</param>
    /// <param name="file">What is known of the file, or of any file of its mount.</param>
    /// <param name="facts">What follows for its memory. The kernel was not asked for MAP_SYNC.</param>
    internal static DoctorOutlook Of(LinuxRoot root, FileFacts file, MemoryFacts facts)
    {
        List<DoctorCondition> conditions = Conditions(root, file, facts);
        bool isOnPmem = facts.Backing.Leaves.Count > 0 && facts.Backing.Leaves.All(leaf => leaf.Kind == BackingKind.PersistentMemory);
        if (file.IsDax is null && isOnPmem)
        {
            return new DoctorOutlook
            {
                Verdict = DoctorVerdict.Unknown,
                PersistenceDomain = facts.Backing.Weakest,
                Reason = "whether its files are in DAX mode depends on each file's own flag",
                Conditions = conditions,
            };
        }

        return DoctorOutlook.Of(
            facts with
            {
                IsMapSync = facts.IsDax && facts.Backing.AllSynchronous,
                NoMapSyncBecause = conditions.FirstOrDefault(condition => condition.State != DoctorConditionState.Met)?.Detail.TrimEnd('.'),
            },
            conditions);
    }

    private static List<DoctorCondition> Conditions(LinuxRoot root, FileFacts file, MemoryFacts facts)
    {
        if (facts.VolatileBecause is { } cause)
        {
            return [DoctorCondition.Of("persistent memory", false, $"Its contents do not outlive a power loss: {cause}.", Remedies.CreateFileSystem())];
        }

        List<DoctorCondition> conditions = [.. MemoryConditions.Of(root, facts, Remedies.CreateFileSystem())];
        if (conditions[0].State == DoctorConditionState.Missing)
        {
            return conditions;
        }

        if (facts.Backing.Misalignment is { } misalignment)
        {
            conditions.Insert(1, DoctorCondition.Of("aligned to 4 KiB", false, misalignment));
        }

        // Where sysfs does not lead to a device (btrfs, overlayfs), no command on the mount's source could be right.
        bool isOnPmem = conditions[0].State == DoctorConditionState.Met;
        conditions.Insert(1, FileSystem(file.Mount, isOnPmem));
        conditions.Insert(2, DaxMode(file.Mount, file.IsDax, isOnPmem));
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
            isOnPmem ? Remedies.FormatAgain(mount) : null);

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
        mount is not null && isOnPmem && s_withDax.Contains(mount.FileSystemType) ? Remedies.MountAgain(mount) : null);
}
