namespace DaxNative;

/// <summary>Reads <c>/proc/self/mountinfo</c>.</summary>
internal static class MountInfoReader
{
    /// <summary>The mounts that this process sees, in the kernel's order.</summary>
    /// <exception cref="DaxException">The file cannot be read, or <see cref="DaxError.MalformedText"/>.</exception>
    internal static IEnumerable<MountInfoEntry> Read(LinuxRoot root) => ProcText.Lines(root.Proc + "/self/mountinfo")
        .Where(line => line.Length > 0)
        .Select(line => MountInfoParser.TryParse(line) ?? throw ProcText.Malformed("mountinfo", line));

    /// <summary>The first mount of the file system with this <c>st_dev</c>; null where this process sees none.</summary>
    internal static MountInfoEntry? ForDevice(LinuxRoot root, uint major, uint minor) =>
        Read(root).FirstOrDefault(mount => mount.Major == major && mount.Minor == minor);
}
