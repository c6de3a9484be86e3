namespace DaxNative;

/// <summary>Finds the DAX mappings of any process in its smaps, which also say whether each is synchronous (<c>sf</c>).</summary>
internal static class ProcessMappings
{
    internal static IReadOnlyList<MappedArea> Of(LinuxRoot root, int processId) => [.. SmapsReader.Read(root, processId)
        .Where(entry => entry.Inode != 0)
        .Select(entry => Describe(root, entry))
        .OfType<MappedArea>()];

    private static MappedArea? Describe(LinuxRoot root, SmapsEntry entry)
    {
        Vma vma = Vma.From(entry);
        return Classify(root, vma, entry.VmFlags.Contains(VmFlag.SynchronousFault)) is { } area
            ? area with
            {
                Address = (nint)vma.Start,
                Length = (long)(vma.End - vma.Start),
                Path = vma.Name,
                IsWritable = vma.IsWritable,
                FileOffset = (long)vma.Offset,
            }
            : null;
    }

    private static MappedArea? Classify(LinuxRoot root, Vma vma, bool isMapSync)
    {
        FileOfArea? file = FileOfArea.Of(root, vma);
        return file switch
        {
            { IsCharacterDevice: true } device => DaxBus.Locate(root, device.Special.Major, device.Special.Minor) is null ? null : DeviceArea.Describe(root, device.Special),
            { IsDax: true } when !vma.IsShared => AreaClassifier.Never(AreaKind.PrivateFile, "a private mapping's stores never reach the file"),
            { IsDax: true } => DaxFileArea.Describe(root, vma, file.Value.Path, isMapSync),

            // Its name leads nowhere from here, but a synchronous mapping of a file on persistent memory is DAX.
            null when isMapSync && BackingResolver.OfFile(root, vma.Device.Major, vma.Device.Minor).Leaves.Any(leaf => leaf.Region is not null) =>
                AreaClassifier.Area(AreaKind.UnknownFile, null, Evidence.Assumed, "its name does not lead to the file that is mapped, so this process cannot tell what it is"),
            _ => null,
        };
    }
}
