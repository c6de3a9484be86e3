using Microsoft.Win32.SafeHandles;

namespace DaxNative;

/// <summary>What the kernel says of one file, or of the files of one mount, that decides what a mapping of it guarantees.</summary>
/// <param name="Path">For messages.</param>
/// <param name="Device">The <c>st_dev</c> of its <c>stat</c>, which leads to what lies beneath.</param>
/// <param name="IsDax">Whether loads and stores go to the memory itself; null where that is not known.</param>
/// <param name="Kind">The kind of its file system.</param>
/// <param name="FileSystem">The file system's name, for messages.</param>
/// <param name="Mount">Its mount; null where this process does not see it.</param>
/// <param name="MayBeRealTime">Whether it can lie on the real-time device of an xfs.</param>
internal sealed record FileFacts(string Path, DeviceNumber Device, bool? IsDax, FileSystemKind Kind, string FileSystem, MountInfoEntry? Mount, bool MayBeRealTime)
{
    /// <summary>Of an open file.</summary>
    internal static FileFacts Of(LinuxRoot root, SafeFileHandle file, string path, ExtendedStatus status)
    {
        long magic = FileSystemNumber.Of(file, path);
        return From(root, path, status, magic, XfsGeometry.MayBeRealTime(file, magic));
    }

    /// <summary>Of what a path leads to, without opening it.</summary>
    internal static FileFacts Of(LinuxRoot root, string path, ExtendedStatus status)
    {
        long? magic = FileSystemNumber.At(root.Root + path);
        return From(root, path, status, magic, magic is not { } number || XfsGeometry.MayHaveRealTimeDevice(number));
    }

    /// <summary>Of a file of a mount, from the mount's own line alone.</summary>
    internal static FileFacts Of(MountInfoEntry mount, bool? isDax) => new(
        mount.MountPoint,
        new DeviceNumber(mount.Major, mount.Minor),
        isDax,
        FileSystemKinds.Of(mount.FileSystemType),
        mount.FileSystemType,
        mount,
        MayBeRealTime: mount.FileSystemType == "xfs");

    /// <summary>Why msync on this file system is not known to end on the devices beneath; null where it is.</summary>
    internal string? UnprovenBecause => (Kind, Mount) switch
    {
        (FileSystemKind.Overlay, _) => "it is on an overlay, which names by a path alone where its files are",
        (not (FileSystemKind.Block or FileSystemKind.Memory), _) => $"it is on {FileSystem}, of which it is not known what its msync does",
        (FileSystemKind.Block, null) => "this process does not see its mount, and so not whether that leaves out the flush of the disks (nobarrier)",
        (FileSystemKind.Block, { } mount) when mount.SuperOption("logdev") is { } journal => $"its journal is on another device ({journal}), which is not looked at",
        (FileSystemKind.Block, { } mount) when NoBarrier(mount) is { } option => $"its mount has {option}, so the disks are not told to flush their caches",
        _ => null,
    };

    private static FileFacts From(LinuxRoot root, string path, ExtendedStatus status, long? magic, bool mayBeRealTime) => new(
        path,
        status.Status.Device,
        status.IsDax,
        magic is { } number ? FileSystemKinds.Of(number) : FileSystemKind.Unknown,
        magic is { } known ? FileSystemKinds.NameOf(known) : "a file system that cannot be asked",
        MountInfoReader.ForFile(root, status.MountId, status.Status.Device),
        mayBeRealTime);

    // ext4, btrfs and old xfs; f2fs says it of fsync alone.
    private static string? NoBarrier(MountInfoEntry mount) => mount.SuperOptions.Concat(mount.Options)
        .FirstOrDefault(option => option is "nobarrier" or "barrier=0" or "barrier=none" or "fsync_mode=nobarrier");
}
