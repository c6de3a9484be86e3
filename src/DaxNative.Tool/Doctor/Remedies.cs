namespace DaxNative.Tool;

/// <summary>
/// The commands that the doctor proposes, run as root exactly as printed once DIRECTORY is filled in.
/// RemedyKernelTests follows each one to an open that works.
/// </summary>
internal static class Remedies
{
    private const string Destroys = "   # destroys what is on it";

    /// <summary>A DAX file system where there is none.</summary>
    internal static string CreateFileSystem() => "daxnative setup create --mode fsdax --fs ext4 --mount DIRECTORY";

    /// <summary>Another file system on the same persistent memory, for one that has no DAX.</summary>
    internal static string FormatAgain(MountInfoEntry mount) =>
        $"umount {ShellText.Quote(mount.MountPoint)} && {FormatAndMount(mount.Source, ShellText.Quote(mount.MountPoint))}";

    /// <summary>The same file system, with DAX on.</summary>
    internal static string MountAgain(MountInfoEntry mount) =>
        $"umount {ShellText.Quote(mount.MountPoint)} && {Mount(mount.Source, ShellText.Quote(mount.MountPoint))}";

    /// <summary>A file system on a block device that has none.</summary>
    internal static string FormatAndMount(string device) => FormatAndMount(device, "DIRECTORY");

    /// <summary>DAX for one file, on a mount that leaves it to each file.</summary>
    internal static string SetDaxFlag(string path) => $"xfs_io -c 'chattr +x' {ShellText.Quote(path)}";

    /// <summary>A block device out of a dax device.</summary>
    internal static string ConvertToFsDax(string name) => $"ndctl create-namespace -f -e {name} --mode=fsdax{Destroys}";

    /// <summary>Stores allowed again in a region that was made read-only.</summary>
    internal static string AllowWrites(string region) => $"echo 0 > {region}/read_only";

    /// <summary>A device or a file for a user who may not write it.</summary>
    internal static string Permit(string user, string path) => $"setfacl -m u:{ShellText.Quote(user)}:rw {ShellText.Quote(path)}";

    private static string FormatAndMount(string device, string directory) =>
        $"mkfs.ext4 -b 4096 {ShellText.Quote(device)} && {Mount(device, directory)}{Destroys}";

    private static string Mount(string device, string directory) => $"mount -o dax=always {ShellText.Quote(device)} {directory}";
}
