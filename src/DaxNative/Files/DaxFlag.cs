using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace DaxNative;

/// <summary>The DAX state of a file or directory.</summary>
/// <param name="IsEffective">
/// STATX_ATTR_DAX: loads and stores go to the memory itself, now. It does not promise MAP_SYNC. False for directories.
/// </param>
/// <param name="IsWanted">
/// FS_XFLAG_DAX: what the file asks for where the mount says dax=inode; null where the file system has no such flag.
/// </param>
public readonly record struct DaxFlagState(bool IsEffective, bool? IsWanted);

/// <summary>When a change of FS_XFLAG_DAX has its effect.</summary>
public enum DaxFlagEffect
{
    /// <summary>The file is in the mode asked for.</summary>
    Now,

    /// <summary>
    /// When the last user of the file closes it. It stays without effect on a block device without DAX.
    /// </summary>
    AfterLastClose,

    /// <summary>Never while the mount lasts: it says dax=always or dax=never, which overrules the flag.</summary>
    OverruledByMount,

    /// <summary>For a directory: files and directories created in it from now on have the flag.</summary>
    OnNewFiles,
}

/// <summary>Reads whether a file is in DAX mode, and asks for it to be.</summary>
/// <remarks>Thread-safe; nothing is cached.</remarks>
[SupportedOSPlatform("linux")]
public static class DaxFlag
{
    /// <summary>Reads both: what is, and what is wanted.</summary>
    /// <param name="path">A regular file or a directory.</param>
    /// <returns>A snapshot.</returns>
    /// <exception cref="DaxException">It cannot be opened for reading, or is something else.</exception>
    public static DaxFlagState GetState(string path)
    {
        Platform.RequireLinux();
        using SafeFileHandle file = Open(path, out _);
        return new DaxFlagState(ExtendedStatus.Of(file, path).IsDax, DaxAttribute.ReadFlag(file));
    }

    /// <summary>Sets or clears FS_XFLAG_DAX, and says when that has its effect.</summary>
    /// <param name="path">A regular file or a directory that the process owns.</param>
    /// <param name="wanted">Whether DAX is wanted.</param>
    /// <returns>When; looked up after this call's own descriptor is closed.</returns>
    /// <exception cref="DaxException">The file system has no such flag, or the process may not change it.</exception>
    public static DaxFlagEffect SetWanted(string path, bool wanted)
    {
        Platform.RequireLinux();
        FileStatus status;
        using (SafeFileHandle file = Open(path, out status))
        {
            DaxAttribute.WriteFlag(file, path, wanted);
        }

        if (status.Type == FileType.Directory)
        {
            return DaxFlagEffect.OnNewFiles;
        }

        // By name: an open descriptor, this call's own too, would keep the file as it was.
        if (ExtendedStatus.At(path).IsDax == wanted)
        {
            return DaxFlagEffect.Now;
        }

        return IsOverruled(LinuxRoot.Running, status.Device) ? DaxFlagEffect.OverruledByMount : DaxFlagEffect.AfterLastClose;
    }

    internal static bool IsOverruled(LinuxRoot root, DeviceNumber device) =>
        MountInfoReader.ForDevice(root, device.Major, device.Minor) is { } mount
        && mount.SuperOptions.Any(option => option is "dax" or "dax=always" or "dax=never");

    private static SafeFileHandle Open(string path, out FileStatus status)
    {
        PathArgument.Require(path);
        KernelErrors.Require("stat", PosixFile.Status(path, out status), path);
        if (status.Type is not (FileType.Regular or FileType.Directory))
        {
            throw KernelErrors.Failed(new DaxFailure(DaxError.WrongFileType, "stat", "It is neither a regular file nor a directory.", "Name a file on ext4 or xfs; a device has no such flag.") { Path = path, IsPredicted = true });
        }

        return PosixFile.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out int errno) ?? throw KernelErrors.Failed("open", errno, path);
    }
}
