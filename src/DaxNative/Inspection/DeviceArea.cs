namespace DaxNative;

/// <summary>A shared mapping of a character device.</summary>
internal static class DeviceArea
{
    internal static MappedArea Describe(LinuxRoot root, DeviceNumber number)
    {
        if (DaxBus.Identify(root, number.Major, number.Minor) is not { } device)
        {
            return AreaClassifier.Never(AreaKind.UnknownFile, "it is a character device that is not of the dax bus");
        }

        if (device.MemoryKind == DaxMemoryKind.VolatileMemory)
        {
            return AreaClassifier.Never(AreaKind.DeviceDax, $"{device.Name} is volatile memory") with { IsMapSync = true };
        }

        Backing backing = BackingResolver.OfDaxDevice(device);
        var facts = new MemoryFacts
        {
            Path = device.Name,
            IsDevice = true,
            IsDax = true,
            IsMapSync = true,
            Backing = backing,
            Instruction = CpuFlush.Best,
        };
        return backing.AllSynchronous && facts.CpuMakesDurable
            ? AreaClassifier.Dax(AreaKind.DeviceDax, GuaranteeTable.Decide(facts, MappingOptions.Default))
            : AreaClassifier.Never(AreaKind.DeviceDax, $"a CPU flush is not known to be durable on {GuaranteeTable.DescribeLeaves(backing)}, and device-dax has no msync");
    }
}
