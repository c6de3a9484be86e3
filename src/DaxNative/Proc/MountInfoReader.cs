namespace DaxNative;

/// <summary>Reads <c>/proc/self/mountinfo</c>.</summary>
internal static class MountInfoReader
{
    /// <summary>The mounts that this process sees, in the kernel's order.</summary>
    /// <exception cref="DaxException">The file cannot be read, or <see cref="DaxError.MalformedText"/>.</exception>
    internal static IEnumerable<MountInfoEntry> Read(LinuxRoot root) => ProcText.Lines(root.Proc + "/self/mountinfo")
        .Where(line => line.Length > 0)
        .Select(line => MountInfoParser.TryParse(line) ?? throw ProcText.Malformed("mountinfo", line));

    /// <summary>
    /// The mount that a file was reached through, by the number that statx gives, else the first one of its file system;
    /// null where this process sees none, or has no /proc at all.
    /// </summary>
    internal static MountInfoEntry? ForFile(LinuxRoot root, ulong? mountId, DeviceNumber device)
    {
        try
        {
            MountInfoEntry? sameFileSystem = null;
            foreach (MountInfoEntry mount in Read(root))
            {
                if (mountId is { } id && mount.Id >= 0 && (ulong)mount.Id == id)
                {
                    return mount;
                }

                sameFileSystem ??= mount.Major == device.Major && mount.Minor == device.Minor ? mount : null;
            }

            return sameFileSystem;
        }
        catch (DaxException failure) when (failure.Error is DaxError.NotFound or DaxError.PermissionDenied)
        {
            return null;
        }
    }

    /// <summary>The first mount of the file system with this <c>st_dev</c>; null as above.</summary>
    internal static MountInfoEntry? ForDevice(LinuxRoot root, uint major, uint minor) =>
        ForFile(root, mountId: null, new DeviceNumber(major, minor));
}
