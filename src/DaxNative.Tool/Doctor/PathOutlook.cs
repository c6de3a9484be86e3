using Microsoft.Win32.SafeHandles;
using OpenFlags = Mono.Unix.Native.OpenFlags;

namespace DaxNative.Tool;

/// <summary>
/// What a path would give. A file or device is mapped, read-only and for a moment, by the very code that maps it in
/// earnest; nothing is changed. What may not be opened, and what does not exist yet, is predicted.
/// </summary>
internal static class PathOutlook
{
    internal static DoctorPath Of(LinuxRoot root, string path)
    {
        if (ExtendedStatus.TryAt(root.Root + path, out int errno) is not { } known)
        {
            return new DoctorPath(path, DoctorPathKind.Unreachable, false, DoctorOutlook.Of(KernelErrors.Failed("stat", errno, path), null, []));
        }

        FileStatus status = known.Status;
        return status.Type switch
        {
            FileType.Regular => OfFile(root, path, FileFacts.Of(root, path, known), status),
            FileType.Directory => new DoctorPath(path, DoctorPathKind.Directory, false, OfDirectory(root, path, FileFacts.Of(root, path, known))),
            FileType.CharacterDevice when DaxBus.Find(root, status.Special.Major, status.Special.Minor) is { } device => OfDevice(root, path, device),
            FileType.BlockDevice => new DoctorPath(path, DoctorPathKind.Other, false, OfBlockDevice(root, path, status)),
            _ => new DoctorPath(path, DoctorPathKind.Other, false, Refused(root, path, new Backing([]), [])),
        };
    }

    private static DoctorPath OfDevice(LinuxRoot root, string path, DaxDevice device)
    {
        DoctorOutlook predicted = DeviceOutlook.Of(root, device);
        List<DoctorCondition> conditions = [.. predicted.Conditions];

        // A disabled device is not even opened.
        if (device.Mode != DaxDeviceMode.DevDax)
        {
            return new DoctorPath(path, DoctorPathKind.DaxDevice, false, predicted);
        }

        conditions.Add(Access(path));
        return Try(root, path, DoctorPathKind.DaxDevice, device.Align ?? 0, predicted with { Conditions = conditions });
    }

    private static DoctorPath OfFile(LinuxRoot root, string path, FileFacts file, FileStatus status)
    {
        var facts = MemoryFacts.OfFile(root, file);
        DoctorOutlook predicted = MountOutlook.Of(root, file, facts);
        List<DoctorCondition> conditions = [.. predicted.Conditions, Access(path)];
        if (facts.Backing.Leaves.Any(leaf => leaf.Kind == BackingKind.PersistentMemory) && file.IsDax == false)
        {
            conditions.Add(DoctorCondition.Of("the file's own DAX flag", null, "On a mount without dax=never the file can be in DAX mode by itself, after its last close.", Remedies.SetDaxFlag(path)));
        }

        predicted = predicted with { Conditions = conditions };
        return status.Size == 0
            ? new DoctorPath(path, DoctorPathKind.File, false, predicted)
            : Try(root, path, DoctorPathKind.File, Math.Min(status.Size, Environment.SystemPageSize), predicted);
    }

    // Of a new file there. Under dax=inode it inherits the directory's flag.
    private static DoctorOutlook OfDirectory(LinuxRoot root, string path, FileFacts directory)
    {
        FileFacts file = directory with { IsDax = MountOutlook.IsDaxOn(directory.Mount) ?? Inherits(path) };
        return MountOutlook.Of(root, file, MemoryFacts.OfFile(root, file));
    }

    private static DoctorOutlook OfBlockDevice(LinuxRoot root, string path, FileStatus status)
    {
        var facts = MemoryFacts.OfBlockDevice(root, path, status.Special);
        return Refused(root, path, facts.Backing, [
            DoctorCondition.Of("a file or a dax device", false, "It is a block device, whose mapping would be page cache.", Remedies.FormatAndMount(path)),
            .. MemoryConditions.Of(root, facts, ""),
        ]);
    }

    private static DoctorOutlook Refused(LinuxRoot root, string path, Backing backing, IReadOnlyList<DoctorCondition> conditions)
    {
        try
        {
            MappingTarget.Find(root, path, MappingRequest.From(MappingOptions.Default with { Access = MappingAccess.Read }))?.Dispose();
            return new DoctorOutlook { Verdict = DoctorVerdict.Unknown, Reason = "it became something else while it was looked at" };
        }
        catch (DaxException refusal)
        {
            return DoctorOutlook.Of(refusal, backing, conditions);
        }
    }

    private static DoctorPath Try(LinuxRoot root, string path, DoctorPathKind kind, long length, DoctorOutlook predicted)
    {
        try
        {
            var options = new MappingOptions { Access = MappingAccess.Read, AllowVolatile = true, Length = length };
            using PersistentMapping mapping = PersistentMapping.Open(root, path, options);
            return new DoctorPath(path, kind, true, DoctorOutlook.Of(mapping.Guarantee, predicted.Conditions));
        }
        catch (DaxException refusal) when (refusal.Error == DaxError.PermissionDenied)
        {
            // What it would give somebody who may open it is known, except that the kernel was not asked.
            return new DoctorPath(path, kind, false, kind == DoctorPathKind.DaxDevice ? predicted : DoctorOutlook.Of(refusal, null, predicted.Conditions));
        }
        catch (DaxException refusal)
        {
            return new DoctorPath(path, kind, true, DoctorOutlook.Of(refusal, null, predicted.Conditions) with { PersistenceDomain = predicted.PersistenceDomain, Verdict = predicted.Verdict });
        }
    }

    private static DoctorCondition Access(string path)
    {
        using SafeFileHandle? file = PosixFile.TryOpen(path, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK, out int errno);
        return DoctorCondition.Of(
            "this user may write it",
            file is not null,
            file is not null ? "It can be opened for reading and writing." : $"Opening it for writing fails: {PosixFile.ErrnoName(errno)}.",
            Remedies.Permit(Environment.UserName, path));
    }

    private static bool? Inherits(string directory)
    {
        using SafeFileHandle? file = PosixFile.TryOpen(directory, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _);
        return file is null ? null : DaxAttribute.HasFlag(file);
    }
}
