namespace DaxNative.Tests;

/// <summary>What lies under a file of the first mount of a device, as an opening of such a file would find it.</summary>
internal static class FileBacking
{
    internal static Backing Of(LinuxRoot root, uint major, uint minor)
    {
        MountInfoEntry? mount = MountInfoReader.ForFile(root, null, new DeviceNumber(major, minor));
        return mount is null
            ? BackingResolver.OfFile(root, new DeviceNumber(major, minor), FileSystemKind.Unknown, null, mayBeRealTime: true)
            : MemoryFacts.OfFile(root, FileFacts.Of(mount, isDax: null)).Backing;
    }
}
