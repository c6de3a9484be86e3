namespace DaxNative.Tool;

/// <summary>The conditions that do not depend on whether a file or a device is mapped: the medium, its provider, the CPU.</summary>
internal static class MemoryConditions
{
    internal static IEnumerable<DoctorCondition> Of(LinuxRoot root, MemoryFacts facts, string mediumRemedy)
    {
        Backing backing = facts.Backing;
        yield return Medium(backing, mediumRemedy);
        if (backing.Leaves.All(leaf => leaf.Kind is BackingKind.VolatileMemory or BackingKind.Disk))
        {
            yield break;
        }

        yield return Provider(root, backing);
        yield return Instruction(facts.Instruction);
        yield return Domain(backing);
        foreach (RegionPromise promise in backing.Leaves.Select(leaf => leaf.Region).OfType<RegionPromise>().Distinct())
        {
            NdRegion region = NdRegionReader.Describe(promise);
            if (region.ReadOnly == true)
            {
                yield return DoctorCondition.Of("the region can be written", false, $"{region.Name} is read-only; a DIMM that is not armed cannot save its contents.", Remedies.AllowWrites(region.SysfsPath));
            }

            if (region.BadBlockCount > 0)
            {
                yield return DoctorCondition.Of("no bad blocks", false, $"{region.Name} lists {region.BadBlockCount} bad sectors of 512 bytes; a load from one is a SIGBUS.", $"ndctl list -R -r {region.Name} --media-errors");
            }
        }
    }

    private static DoctorCondition Medium(Backing backing, string remedy)
    {
        bool? holds = backing.Leaves.Count == 0 || backing.Leaves.Any(leaf => leaf.Kind == BackingKind.Unknown)
            ? null
            : backing.Leaves.All(leaf => leaf.Kind == BackingKind.PersistentMemory);
        return DoctorCondition.Of("persistent memory", holds, "It is on " + backing.Describe() + KindOf(backing) + ".", remedy);
    }

    private static string KindOf(Backing backing) => backing switch
    {
        { AnyVolatile: true } => ", which is volatile memory",
        _ when backing.Leaves.Any(leaf => leaf.Kind == BackingKind.Disk) => ", an ordinary disk",
        _ when backing.Leaves.Any(leaf => leaf.Kind == BackingKind.Unknown) => ", of which the kernel does not say what it is",
        _ => "",
    };

    private static DoctorCondition Provider(LinuxRoot root, Backing backing)
    {
        RegionPromise? asynchronous = backing.Leaves.Select(leaf => leaf.Region).OfType<RegionPromise>().FirstOrDefault(region => !region.IsSynchronous);
        bool? holds = backing.AllSynchronous ? true : asynchronous?.Provider == NdProvider.VirtioPmem ? false : null;
        string detail = holds switch
        {
            true => "The provider is known to be made durable by CPU flushes.",
            false => "virtio-pmem needs a flush by the host, which no CPU instruction makes; a file system on it gives page granularity.",
            null => "The provider is not known to be made durable by CPU flushes.",
        };
        return DoctorCondition.Of("synchronous provider", holds, detail, holds == false ? ToFsDax(root, asynchronous!) : null);
    }

    // Only a namespace in another mode needs to be changed: on a file system the page granularity is there already.
    private static string? ToFsDax(LinuxRoot root, RegionPromise region) =>
        NdBus.Namespaces(root).FirstOrDefault(space => space.Region == region.Name && space.Mode == NdNamespaceMode.DevDax) is { } space
            ? Remedies.ConvertToFsDax(space.Name)
            : null;

    private static DoctorCondition Instruction(FlushInstruction best) => DoctorCondition.Of(
        "CPU flush instruction",
        best.ReachesPersistence(),
        best.ReachesPersistence() ? $"The CPU's best is {best}." : $"The CPU's best is {best}: {FlushReach.Shortcoming(best)}.");

    private static DoctorCondition Domain(Backing backing) => backing.Weakest switch
    {
        PersistenceDomain.CpuCache => DoctorCondition.Of("persistence domain", true, "cpu_cache (eADR): a fence is enough."),
        PersistenceDomain.MemoryController => DoctorCondition.Of("persistence domain", true, "memory_controller (ADR): lines must be flushed, then fenced; byte granularity needs a platform with eADR."),
        _ => DoctorCondition.Of("persistence domain", null, "The kernel names none, so whether the platform saves its write queues when power fails is assumed; emulated memory is like that."),
    };
}
