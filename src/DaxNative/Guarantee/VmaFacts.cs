namespace DaxNative;

/// <summary>Finds the facts of a mapping that exists already, whoever made it, from its line in the kernel's account.</summary>
internal static class VmaFacts
{
    /// <summary>The facts of one mapping.</summary>
    /// <param name="root">The kernel's tree.</param>
    /// <param name="vma">The mapping.</param>
    /// <param name="notSyncBecause">
    /// Why it is not known to be mapped with MAP_SYNC; null where it is. Asked only where that matters, because it may be dear.
    /// </param>
    internal static MemoryFacts Of(LinuxRoot root, Vma vma, Func<string?> notSyncBecause)
    {
        if (vma.Inode == 0)
        {
            return MemoryFacts.OfVolatile(vma.Name, AreaKind.Anonymous, "it is anonymous memory");
        }

        if (!vma.IsShared)
        {
            return MemoryFacts.OfVolatile(vma.Name, AreaKind.PrivateFile, MemoryFacts.PrivateMapping);
        }

        return StatusOf(root, vma) switch
        {
            null => Unidentified(root, vma),
            { Status.Status: { Type: FileType.CharacterDevice, Special: var number } } => OfCharacterDevice(root, vma, number),
            { } file => OfFile(root, FileFacts.Of(root, file.Path, file.Status), notSyncBecause),
        };
    }

    /// <summary>
    /// Where the file of a mapping is, and what the kernel says of it now; null where its name no longer leads to it: device and inode must
    /// agree, because another file may have taken the name.
    /// </summary>
    internal static (string Path, ExtendedStatus Status)? StatusOf(LinuxRoot root, Vma vma) =>
        StatusAt(root, vma.Name, vma) ?? (vma.IsDeleted ? StatusAt(root, vma.Name + Vma.Deleted, vma) : null);

    /// <summary>Whether some nd region lies beneath the file, also where no name leads to it.</summary>
    internal static bool IsOnPersistentMemory(LinuxRoot root, Vma vma) =>
        BackingResolver.OfBlockDevice(root, vma.Device.Major, vma.Device.Minor).Leaves.Any(leaf => leaf.Region is not null);

    private static (string Path, ExtendedStatus Status)? StatusAt(LinuxRoot root, string path, Vma vma) =>
        ExtendedStatus.TryAt(root.Root + path, out _) is { } status && status.Status.Inode == vma.Inode && status.Status.Device == vma.Device
            ? (path, status)
            : null;

    private static MemoryFacts OfFile(LinuxRoot root, FileFacts file, Func<string?> notSyncBecause)
    {
        MemoryFacts facts = MemoryFacts.OfFile(root, file);
        if (facts.Kind != AreaKind.DaxFile)
        {
            return facts with { NoMapSyncBecause = "its stores are in the page cache until msync" };
        }

        string? because = notSyncBecause();
        return facts with { IsMapSync = because is null, NoMapSyncBecause = because is null ? null : $"it is a DAX file, but {because}" };
    }

    private static MemoryFacts OfCharacterDevice(LinuxRoot root, Vma vma, DeviceNumber number) =>
        DaxBus.Identify(root, number.Major, number.Minor) is { } device
            ? MemoryFacts.OfDevice(vma.Name, device)
            : MemoryFacts.OfVolatile(vma.Name, AreaKind.UnknownFile, "it is a character device that is not of the dax bus");

    // A file without a name is lost with the last process that has it. Any other may be a DAX file or not: msync is right
    // for both.
    private static MemoryFacts Unidentified(LinuxRoot root, Vma vma) =>
        vma.IsDeleted ? MemoryFacts.OfVolatile(vma.Name, AreaKind.UnknownFile, "its file was deleted, and after a crash no name would lead to it")
        : IsOnVolatileMemory(root, vma.Device) ? MemoryFacts.OfVolatile(vma.Name, AreaKind.UnknownFile, "what its file lies on is volatile memory")
        : new MemoryFacts
        {
            Path = vma.Name,
            Kind = AreaKind.UnknownFile,
            Backing = new Backing([]),
            NoMapSyncBecause = "its name does not lead to the file that is mapped, so whether it is a DAX file cannot be found out",
            UnprovenBecause = "neither can what lies beneath it",
        };
    // The device number is known also where the name leads elsewhere.
    private static bool IsOnVolatileMemory(LinuxRoot root, DeviceNumber device) =>
        BackingResolver.OfBlockDevice(root, device.Major, device.Minor).AnyVolatile
        || (MountInfoReader.ForDevice(root, device.Major, device.Minor) is { } mount && FileSystemKinds.Of(mount.FileSystemType) == FileSystemKind.Memory);
}
